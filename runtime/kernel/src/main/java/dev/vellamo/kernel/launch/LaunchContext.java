package dev.vellamo.kernel.launch;

import dev.vellamo.kernel.KernelEvent;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What the steps of one launch share.
 *
 * @param supervisor spawns the children for them
 */
record LaunchContext(LaunchSite site, SubclusterParts parts, ActorRef<SubclusterActor.Command> supervisor) {

    void event(KernelEvent event) {
        site.event(event);
    }
}
