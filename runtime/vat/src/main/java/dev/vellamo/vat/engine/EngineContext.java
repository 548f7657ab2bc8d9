package dev.vellamo.vat.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.capdata.Fault;
import dev.vellamo.vat.Deferred;
import dev.vellamo.vat.Timers;
import dev.vellamo.vat.VatContext;
import dev.vellamo.vat.VatException;
import java.time.Clock;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a vat sees of its engine. */
final class EngineContext implements VatContext {

    private final VatSpec spec;
    private final VatHost host;
    private final VatBoundary boundary;
    private final VatTimers timers;

    EngineContext(VatSpec spec, VatHost host, VatBoundary boundary, VatTimers timers) {
        this.spec = spec;
        this.host = host;
        this.boundary = boundary;
        this.timers = timers;
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
