package dev.vellamo.protocol.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Whether two ends belong together. */
final class Handshake {

    private Handshake() {}

    /** Why they do not, or {@code null}. */
    static @Nullable WireFault refusal(WireIdentity mine, Hello theirs) {
        if (theirs.role() != mine.role().other()) {
            return new WireFault(WireError.PROTOCOL, "both sides are the " + theirs.role());
        }
        if (mine.role() == Role.HOST && !isMeant(mine.token(), theirs.token())) {
            return new WireFault(WireError.AUTHENTICATION, "the token is missing or wrong");
        }
        if (theirs.version() < Hello.VERSION) {
            return new WireFault(
                    WireError.UNSUPPORTED,
                    "version " + theirs.version() + " is not spoken here; the lowest is " + Hello.VERSION);
        }
        if (theirs.incarnation() != mine.incarnation()) {
            return new WireFault(
                    WireError.WRONG_INCARNATION,
                    "this end belongs to incarnation " + mine.incarnation() + ", the other to " + theirs.incarnation());
        }
        return isOld(mine, theirs) ? oldEpoch(mine, theirs) : null;
    }

    /** Takes the same time whatever the token is. */
    private static boolean isMeant(@Nullable String expected, @Nullable String shown) {
        return expected == null
                || (shown != null
                        && MessageDigest.isEqual(
                                expected.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8)));
    }

    private static boolean isOld(WireIdentity mine, Hello theirs) {
        return mine.role() == Role.HOST ? theirs.epoch() >= mine.epoch() : theirs.epoch() <= mine.epoch();
    }

    private static WireFault oldEpoch(WireIdentity mine, Hello theirs) {
        return new WireFault(
                WireError.WRONG_INCARNATION,
                "the epoch of this end is " + mine.epoch() + ", that of the other " + theirs.epoch()
                        + "; a connection's has to be higher than the one before");
    }

    static Hello hello(WireIdentity mine, WireLimits limits) {
        String token = mine.role() == Role.CHILD ? mine.token() : null;
        return new Hello(Hello.VERSION, mine.role(), mine.incarnation(), mine.epoch(), token, limits);
    }
}
