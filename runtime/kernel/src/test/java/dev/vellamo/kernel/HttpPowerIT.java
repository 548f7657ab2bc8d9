package dev.vellamo.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vellamo.kernel.run.Baseline;
import dev.vellamo.protocol.capdata.ErrorCode;
import dev.vellamo.protocol.config.ClusterConfig;
import dev.vellamo.protocol.config.GuestConfig;
import dev.vellamo.protocol.config.Powers;
import dev.vellamo.protocol.config.VatConfig;
import dev.vellamo.vat.Http;
import dev.vellamo.vat.Ref;
import dev.vellamo.vat.VatException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The power http, with a real server, for vats in the kernel's JVM and in a guest. */
class HttpPowerIT {

    private static final String HOST = "localhost";

    @TempDir
    private Path directory;

    private HttpServer server;
    private Kernel kernel;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hello", exchange -> answer(exchange, 200, "hello"));
        server.createContext("/missing", exchange -> answer(exchange, 404, "nothing here"));
        server.createContext("/elsewhere", exchange -> {
            exchange.getResponseHeaders().add("Location", "http://example.org/");
            answer(exchange, 302, "");
        });
        server.createContext("/mirror", exchange -> {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            exchange.getResponseHeaders()
                    .add(
                            "X-Seen",
                            exchange.getRequestMethod()
                                    + exchange.getRequestHeaders().getFirst("X-Asked"));
            answer(exchange, 200, body);
        });
        server.createContext("/long", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (var out = exchange.getResponseBody()) {
                out.write(new byte[Http.MAX_BODY_BYTES + 1]);
            }
        });
        server.start();
        kernel = Kernels.start(KernelSettings.builder()
                .runtimeDirectory(directory.resolve("run"))
                .build());
    }

    @AfterEach
    void stop() {
        kernel.close();
        server.stop(0);
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private String uri(String path) {
        return "http://" + HOST + ":" + server.getAddress().getPort() + path;
    }

    private Ref launch(String placement, Powers powers) throws URISyntaxException {
        var testClasses = Path.of(Errands.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        return kernel.launch(ClusterConfig.builder()
                        .bootstrap("errands")
                        .guest("east", GuestConfig.process().classPath(testClasses))
                        .vat(
                                "errands",
                                VatConfig.ofClass(Errands.class)
                                        .placement(placement)
                                        .powers(powers))
                        .build())
                .join()
                .vat("errands");
    }

    private static Object await(CompletionStage<Object> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static void assertRefused(CompletionStage<Object> stage, ErrorCode code) {
        assertThatThrownBy(() -> await(stage))
                .isInstanceOf(CompletionException.class)
                .cause()
                .asInstanceOf(InstanceOfAssertFactories.type(VatException.class))
                .matches(failure -> failure.is(code), code.name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "east"})
    void asksTheHostsThatAreAllowed(String placement) throws URISyntaxException {
        var vat = launch(placement, Powers.NONE.withHttp(HOST));

        assertThat(await(vat.send("get", uri("/hello")))).isEqualTo("200 [] hello");
        assertThat(await(vat.send("get", uri("/missing")))).isEqualTo("404 [] nothing here");
        assertThat(await(vat.send("send", "POST", uri("/mirror"), "X-Asked", "to the mirror")))
                .isEqualTo("200 [POSTyes] to the mirror");
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "east"})
    void asksNoOthers(String placement) throws URISyntaxException {
        var vat = launch(placement, Powers.NONE.withHttp("example.org"));

        assertRefused(vat.send("get", uri("/hello")), ErrorCode.POWER_NOT_GRANTED);
        assertRefused(vat.send("get", "http://example.org@" + HOST + "/"), ErrorCode.BAD_ARGUMENTS);
    }

    @Test
    void isNotThereWithoutBeingGranted() throws URISyntaxException {
        assertRefused(launch("local", Powers.DEFAULT).send("get", uri("/hello")), ErrorCode.POWER_NOT_GRANTED);
    }

    @Test
    void isNotLedElsewhere() throws URISyntaxException {
        var vat = launch("local", Powers.NONE.withHttp(HOST));

        assertThat(await(vat.send("get", uri("/elsewhere")))).asString().startsWith("302");
    }

    @Test
    void refusesWhatIsNoRequest() throws URISyntaxException {
        var vat = launch("local", Powers.NONE.withHttp(HOST));

        for (var bad : List.of("file:///etc/passwd", "/hello", "http://a b/", "ftp://" + HOST + "/")) {
            assertRefused(vat.send("get", bad), ErrorCode.BAD_ARGUMENTS);
        }
        assertRefused(vat.send("send", "BREW", uri("/hello"), "X-Asked", ""), ErrorCode.BAD_ARGUMENTS);
        assertRefused(vat.send("send", "GET", uri("/hello"), "Host", ""), ErrorCode.BAD_ARGUMENTS);
    }

    @Test
    void holdsNoAnswerOfAnyLength() throws URISyntaxException {
        assertRefused(launch("local", Powers.NONE.withHttp(HOST)).send("get", uri("/long")), ErrorCode.LIMIT_REACHED);
    }

    @Test
    void saysIfThereIsNobody() throws URISyntaxException {
        var vat = launch("local", Powers.NONE.withHttp(HOST));
        var nobody = uri("/hello");
        server.stop(0);

        assertRefused(vat.send("get", nobody), ErrorCode.IO_FAILED);
    }

    @Test
    void leavesNoSocketOpen() throws URISyntaxException {
        var vat = launch("local", Powers.NONE.withHttp(HOST));
        await(vat.send("get", uri("/hello")));
        var before = new Baseline().descriptors();
        for (int i = 0; i < 20; i++) {
            await(vat.send("get", uri("/hello")));
        }

        assertThat(before.remaining()).isEmpty();
    }
}
