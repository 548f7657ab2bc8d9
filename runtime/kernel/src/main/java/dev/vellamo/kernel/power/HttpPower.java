package dev.vellamo.kernel.power;

import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.config.Powers;
import dev.vellamo.vat.Http;
import dev.vellamo.vat.VatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Makes the HTTP requests of one vat, to the hosts that its config allows. Called on threads of services, for one request
 * each; blocks.
 */
public final class HttpPower {

    /** Until a server is connected. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** For the whole answer. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    /** HTTP/1.1 has more methods, but this client knows no others. */
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS");

    /** Headers that say how a connection is used. */
    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final int CHUNK_BYTES = 16 << 10;

    private final Set<String> allowedHosts;

    public HttpPower(Powers.HttpPower config) {
        this.allowedHosts = config.allowedHosts().stream()
                .map(host -> host.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** As {@link Http#send}. */
    public Http.Answer send(Http.Request request) {
        var uri = checked(request);
        var deadlineNanos = System.nanoTime() + ANSWER_TIMEOUT.toNanos();
        HttpURLConnection connection = null;
        try {
            connection = (HttpURLConnection) uri.toURL().openConnection();
            return ask(connection, request, deadlineNanos);
        } catch (SocketTimeoutException late) {
            throw new VatException(ErrorCode.DEADLINE_EXCEEDED, about(request, "no answer in time"), late);
        } catch (IOException failure) {
            throw new VatException(ErrorCode.IO_FAILED, about(request, String.valueOf(failure.getMessage())), failure);
        } finally {
            if (connection != null) {
                connection.disconnect();
            }
        }
    }

    private URI checked(Http.Request request) {
        if (!METHODS.contains(request.method())) {
            throw bad(
                    request,
                    "the method is none of " + METHODS.stream().sorted().toList());
        }
        var tooMuch = request.headers().keySet().stream()
                .filter(name -> OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT)))
                .findFirst();
        if (tooMuch.isPresent()) {
            throw bad(request, "the header " + tooMuch.get() + " is the connection's own");
        }
        if (request.body().length > Http.MAX_BODY_BYTES) {
            throw tooLong(request, "the body of the request");
        }
        return allowed(request);
    }

    private URI allowed(Http.Request request) {
        URI uri;
        try {
            uri = new URI(request.uri());
        } catch (URISyntaxException e) {
            throw bad(request, String.valueOf(e.getMessage()));
        }
        var scheme = uri.getScheme();
        if (uri.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            throw bad(request, "it is no absolute URI with the scheme http or https");
        }
        if (uri.getUserInfo() != null) {
            throw bad(request, "it names a user; use a header");
        }
        if (!allowedHosts.contains(uri.getHost().toLowerCase(Locale.ROOT))) {
            throw new VatException(
                    ErrorCode.POWER_NOT_GRANTED,
                    about(
                            request,
                            "host \"" + uri.getHost() + "\" is not among the \"allowedHosts\" of the power \"http\""));
        }
        return uri;
    }

    private static Http.Answer ask(HttpURLConnection connection, Http.Request request, long deadlineNanos)
            throws IOException {
        connection.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
        connection.setReadTimeout((int) ANSWER_TIMEOUT.toMillis());
        // A server could lead elsewhere.
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestMethod(request.method());
        // Nothing of it is left behind for the next one.
        connection.setRequestProperty("Connection", "close");
        request.headers()
                .forEach((name, values) -> values.forEach(value -> connection.addRequestProperty(name, value)));
        if (request.body().length > 0) {
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(request.body().length);
            try (var out = connection.getOutputStream()) {
                out.write(request.body());
            }
        }
        var status = connection.getResponseCode();
        var headers = headers(connection);
        return new Http.Answer(status, headers, body(connection, request, deadlineNanos));
    }

    private static Map<String, List<String>> headers(HttpURLConnection connection) {
        var headers = new TreeMap<String, List<String>>();
        connection.getHeaderFields().forEach((name, values) -> {
            // The status line has no name.
            if (name != null) {
                headers.put(name.toLowerCase(Locale.ROOT), values);
            }
        });
        return headers;
    }

    private static byte[] body(HttpURLConnection connection, Http.Request request, long deadlineNanos)
            throws IOException {
        var failed = connection.getErrorStream();
        try (var in = failed != null ? failed : connection.getInputStream()) {
            return read(Objects.requireNonNull(in), request, deadlineNanos);
        }
    }

    private static byte[] read(InputStream in, Http.Request request, long deadlineNanos) throws IOException {
        var body = new ByteArrayOutputStream();
        var chunk = new byte[CHUNK_BYTES];
        for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
            body.write(chunk, 0, count);
            if (body.size() > Http.MAX_BODY_BYTES) {
                throw tooLong(request, "the body of the answer");
            }
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new SocketTimeoutException("the answer takes longer than " + ANSWER_TIMEOUT);
            }
        }
        return body.toByteArray();
    }

    private static VatException bad(Http.Request request, String problem) {
        return new VatException(ErrorCode.BAD_ARGUMENTS, about(request, problem));
    }

    private static VatException tooLong(Http.Request request, String what) {
        return new VatException(
                ErrorCode.LIMIT_REACHED,
                about(request, what + " is longer than MAX_BODY_BYTES, " + Http.MAX_BODY_BYTES + " bytes"));
    }

    private static String about(Http.Request request, String problem) {
        return request.method() + " " + request.uri() + ": " + problem;
    }
}
