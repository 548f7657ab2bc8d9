package dev.vellamo.vat;

import java.util.List;
import java.util.Map;

/**
 * HTTP and HTTPS to the hosts that the config of the vat allows: the power {@code http}.
 *
 * <p>The kernel makes the requests, so a vat in a guest has this without any socket. As everything that leaves a kernel with
 * a store, a request is made once the crank that asked for it is on disk; after a restart one without an answer is rejected
 * with {@code OUTCOME_UNKNOWN}.
 */
public interface Http {

    /** Of the body of a request and of an answer. */
    int MAX_BODY_BYTES = 8 << 20;

    /**
     * Asks a server. Redirections are answers like others and not followed.
     *
     * @return rejected with {@code POWER_NOT_GRANTED} for another host, {@code BAD_ARGUMENTS} for what is no request, {@code
     *     LIMIT_REACHED} if a body is too long, {@code DEADLINE_EXCEEDED} if it takes too long, {@code IO_FAILED} if there is no
     *     answer
     */
    Promise<Answer> send(Request request);

    /**
     * What is asked.
     *
     * @param method {@code GET}, {@code HEAD}, {@code POST}, {@code PUT}, {@code DELETE} or {@code OPTIONS}
     * @param uri absolute, with the scheme http or https
     * @param headers but those that belong to the connection, such as {@code Host} and {@code Content-Length}
     * @param body empty for none
     */
    @SuppressWarnings("ArrayRecordComponent") // Bytes are copied at every border; nobody compares requests.
    record Request(String method, String uri, Map<String, List<String>> headers, byte[] body) {

        /** A GET without headers of its own. */
        public static Request get(String uri) {
            return new Request("GET", uri, Map.of(), new byte[0]);
        }
    }

    /**
     * What a server answered.
     *
     * @param headers by their names in lower case
     */
    @SuppressWarnings("ArrayRecordComponent") // As above.
    record Answer(int status, Map<String, List<String>> headers, byte[] body) {}
}
