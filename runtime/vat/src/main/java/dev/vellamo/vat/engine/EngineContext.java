package dev.vellamo.vat.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.protocol.capdata.Slot;
import dev.vellamo.protocol.crank.VatState;
import dev.vellamo.vat.Baggage;
import dev.vellamo.vat.Deferred;
import dev.vellamo.vat.Durable;
import dev.vellamo.vat.Http;
import dev.vellamo.vat.Kind;
import dev.vellamo.vat.Promise;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.Remotable;
import dev.vellamo.vat.Revocable;
import dev.vellamo.vat.Timers;
import dev.vellamo.vat.VatContext;
import dev.vellamo.vat.VatException;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a vat sees of its engine. */
final class EngineContext implements VatContext {

    /** Of a kind's name, as it is kept with each object. */
    private static final int MAX_KIND_CHARS = 64;

    private final VatSpec spec;
    private final VatHost host;
    private final VatBoundary boundary;
    private final VatTimers timers;

    private final VatBaggage baggage;
    private StartPhase phase = StartPhase.OVER;

    /** Objects that watch promises before root has returned one of them. */
    private final List<Object> presumedRoots = new ArrayList<>(0);

    EngineContext(VatSpec spec, VatHost host, VatBoundary boundary, VatTimers timers) {
        this.spec = spec;
        this.host = host;
        this.boundary = boundary;
        this.timers = timers;
        this.baggage = new VatBaggage(boundary.objects().stored());
    }

    void enter(StartPhase next) {
        phase = next;
    }

    /** Ends the start. Whoever was taken for the root must be it. */
    void started(Object root) {
        phase = StartPhase.OVER;
        for (var object : presumedRoots) {
            if (object != root) {
                throw endsWithTheHeap(object);
            }
        }
        presumedRoots.clear();
    }

    @Override
    public String name() {
        return spec.name();
    }

    @Override
    public String id() {
        return spec.id();
    }

    @Override
    public JsonNode parameters() {
        return spec.parameters().deepCopy();
    }

    @Override
    public <T> T parameters(Class<T> type) {
        try {
            return boundary.codec().bindTree(spec.parameters(), type);
        } catch (JsonMappingException e) {
            throw badParameters(type, JsonForm.describe(e), e);
        } catch (JsonProcessingException e) {
            throw badParameters(type, e.getOriginalMessage(), e);
        }
    }

    private VatException badParameters(Class<?> type, String problem, Throwable cause) {
        return new VatException(
                ErrorCode.BAD_ARGUMENTS,
                "the parameters of vat \"" + name() + "\" are no " + type.getSimpleName() + ": " + problem,
                cause);
    }

    @Override
    public Logger logger() {
        return LoggerFactory.getLogger("vat." + spec.name());
    }

    @Override
    public Clock clock() {
        require(Power.CLOCK);
        return host.clock();
    }

    @Override
    public RandomGenerator random() {
        require(Power.RANDOM);
        return host.random();
    }

    @Override
    public Timers timers() {
        require(Power.TIMERS);
        return timers;
    }

    @Override
    public Http http() {
        require(Power.HTTP);
        var key = VatState.POWER + "http";
        var given = boundary.values().find(key);
        if (given == null) {
            throw new IllegalStateException(
                    "whoever runs " + boundary.owner() + " granted " + key + " and did not give it");
        }
        var stored = boundary.objects().stored();
        var ref = stored.read(given, stored.typeOf(Ref.class), "the power http");
        return ((Ref) Objects.requireNonNull(ref)).as(Http.class);
    }

    private void require(Power power) {
        if (!spec.powers().contains(power)) {
            var key = power.name().toLowerCase(Locale.ROOT);
            throw new VatException(
                    ErrorCode.POWER_NOT_GRANTED,
                    "vat \"" + name() + "\" asked for the power \"" + key + "\": add it to its \"powers\"");
        }
    }

    @Override
    public <T> Deferred<T> deferred() {
        return new VatDeferred<>(boundary);
    }

    @Override
    public Baggage baggage() {
        return baggage;
    }

    @Override
    public <S, T extends Remotable> Kind<S, T> kind(String name, Class<S> stateType, Function<Durable<S>, T> make) {
        boundary.crank().requireInside("defining a kind");
        if (phase != StartPhase.ROOT) {
            throw invalid(
                    "defines the kind \"" + name + "\" after its start; kinds are defined in root, at every start");
        }
        if (name.isBlank() || name.length() > MAX_KIND_CHARS || name.startsWith(DurableObjects.RESERVED)) {
            throw invalid("defines a kind by the name \"" + name + "\"; a name has 1 to " + MAX_KIND_CHARS
                    + " characters and does not begin with \"" + DurableObjects.RESERVED + "\"");
        }
        var problem = TypeInspection.of(stateType).problemOfState(stateType);
        if (problem != null) {
            throw invalid("defines the kind \"" + name + "\" with a state of " + stateType.getName()
                    + ", which cannot be kept: " + problem);
        }
        return boundary.objects().define(name, boundary.codec().typeOf(stateType), make);
    }

    @Override
    @SuppressWarnings("unchecked") // The codec made the old state an instance of its type.
    public <O> void migrate(String kind, Class<O> oldType, Function<O, ?> change) {
        boundary.crank().requireInside("migrating a kind");
        if (phase != StartPhase.UPGRADE) {
            throw invalid("migrates the kind \"" + kind + "\" outside of upgrade");
        }
        try {
            boundary.objects().migrate(kind, boundary.codec().typeOf(oldType), old -> change.apply((O) old));
        } catch (IOException e) {
            throw invalid("has a durable object that is not JSON: " + e.getMessage());
        }
    }

    private VatException invalid(String what) {
        return new VatException(ErrorCode.VAT_CODE_INVALID, boundary.owner() + " " + what);
    }

    @Override
    public Promise<Object> watch(Promise<?> promise, Remotable object, String method, Object... arguments) {
        boundary.crank().requireInside("watching");
        var slot = watcherSlot(object);
        MethodTable.of(object.getClass()).require(method, arguments.length + 2, boundary.owner());
        return boundary.sender().watch(promise, slot, method, arguments);
    }

    private Slot watcherSlot(Remotable object) {
        var slot = boundary.exports().slotOf(object);
        if (!slot.isDurableExport()) {
            if (phase != StartPhase.ROOT) {
                throw endsWithTheHeap(object);
            }
            presumedRoots.add(object);
        }
        return slot;
    }

    private VatException endsWithTheHeap(Object object) {
        return new VatException(
                ErrorCode.BAD_ARGUMENTS,
                boundary.owner() + " watches a promise with an object of class "
                        + object.getClass().getName() + ", which ends with the heap; use the root or a durable object");
    }

    @Override
    public Revocable revocable(Object target) {
        return boundary.caretakers().revocable(target);
    }

    @Override
    public void exit(String reason) {
        boundary.crank().requireInside("exit");
        boundary.crank().exit(reason);
    }

    @Override
    public VatException exitWithFailure(String reason) {
        boundary.crank().requireInside("exitWithFailure");
        var message = "vat \"" + name() + "\" gave up: " + reason;
        boundary.crank().abort(Fault.of(ErrorCode.VAT_FAILED, message));
        throw new CrankAbort(message);
    }
}
