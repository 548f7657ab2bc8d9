package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.state.VatRecord;
import org.apache.pekko.actor.typed.ActorRef;

/** A vat that has not ended: what the kernel state knows of it, and who decides on its life. */
public record VatHandle(VatRecord record, ActorRef<VatActor.Command> actor) {}
