package dev.vellamo.protocol.config;

import static dev.vellamo.protocol.config.GoodConfigs.io;
import static dev.vellamo.protocol.config.GoodConfigs.minimalWith;
import static dev.vellamo.protocol.config.GoodConfigs.vat;
import static dev.vellamo.protocol.config.GoodConfigs.vm;

import java.util.List;
import java.util.stream.Stream;

/** Configs with exactly one problem each. */
final class BadConfigs {

    private BadConfigs() {}

    static List<BadConfig> all() {
        return Stream.of(structure(), vats(), channels(), guests(), agents())
                .flatMap(List::stream)
                .toList();
    }

    private static List<BadConfig> structure() {
        return List.of(
                schema("[]", "", "expected an object, found a list"),
                schema("{\"vats\": {\"v\": {\"class\": \"V\"}}}", "", "missing key \"bootstrap\""),
                schema("{\"bootstrap\": \"v\"}", "", "missing key \"vats\""),
                schema("{\"bootstrap\": \"v\", \"vats\": {}}", "/vats", "expected at least 1 entry, found 0 entries"),
                schema("{\"bootstrap\": \"v\", \"vats\": []}", "/vats", "expected an object, found a list"),
                schema(minimalWith("\"vat\": {}"), "/vat", "unknown key \"vat\"; did you mean \"vats\"?"),
                schema(
                        minimalWith("\"x/y~\\u001b\": 1"),
                        "/x~1y~0\u001b",
                        "unknown key \"x/y~\u001b\"; valid: \"name\", \"durable\", \"bootstrap\", \"vats\", \"services\","
                                + " \"io\", \"guests\", \"agents\", \"$schema\""),
                schema(minimalWith("\"$schema\": 1"), "/$schema", "expected a string, found 1"),
                schema(minimalWith("\"name\": \"\""), "/name", "expected at least 1 character, found 0 characters"),
                schema(minimalWith("\"durable\": \"yes\""), "/durable", "expected true or false, found \"yes\""),
                schema(minimalWith("\"name\": null"), "/name", "expected a string, found null"),
                schema(
                        minimalWith("\"services\": [\"no name\"]"),
                        "/services/0",
                        "expected " + TextForm.NAME.expected() + ", found \"no name\""),
                schema(minimalWith("\"services\": \"clock\""), "/services", "expected a list, found \"clock\""),
                parser(
                        minimalWith("\"services\": [\"a\", \"a\"]"),
                        "/services/1",
                        "the name \"a\" is taken by /services/0"),
                parser(
                        minimalWith("\"services\": [\"c\"], \"io\": {\"c\": {\"type\": \"console\"}}"),
                        "/services/0",
                        "the name \"c\" is taken by /io/c"),
                parser(
                        minimalWith("\"io\": {\"c\": {\"type\": \"console\"}}, \"guests\": {\"c\": \"process\"}"),
                        "/guests/c",
                        "the name \"c\" is taken by /io/c"),
                parser(
                        "{\"bootstrap\": \"mian\", \"vats\": {\"main\": {\"class\": \"M\"}}}",
                        "/bootstrap",
                        "invalid bootstrap vat name \"mian\"; did you mean \"main\"?"));
    }

    private static List<BadConfig> vats() {
        var name = "{\"bootstrap\": \"_\", \"vats\": {\"_\": {\"class\": \"M\"}}}";
        return List.of(
                schema(name, "/vats/_", "expected " + TextForm.NAME.expected() + ", found \"_\""),
                schema(vat("\"clas\": 1"), "/vats/main/clas", "unknown key \"clas\"; did you mean \"class\"?"),
                schema(
                        vat("\"jar\": \"a.jar\""),
                        "/vats/main",
                        "\"class\", \"jar\" exclude each other: exactly one of \"class\", \"jar\", \"source\" is needed"),
                schema(
                        "{\"bootstrap\": \"m\", \"vats\": {\"m\": {}}}",
                        "/vats/m",
                        "missing key: exactly one of \"class\", \"jar\", \"source\" is needed"),
                schema(vat("\"entry\": \"M\""), "/vats/main/entry", "\"entry\" goes with \"jar\", not with \"class\""),
                schema(
                        "{\"bootstrap\": \"m\", \"vats\": {\"m\": {\"class\": \"a..B\"}}}",
                        "/vats/m/class",
                        "expected " + TextForm.CLASS_NAME.expected() + ", found \"a..B\""),
                schema(
                        "{\"bootstrap\": \"m\", \"vats\": {\"m\": {\"source\": \"\"}}}",
                        "/vats/m/source",
                        "expected a path that the file system can hold, found \"\""),
                parser(
                        "{\"bootstrap\": \"m\", \"vats\": {\"m\": {\"source\": \"\\u0000\"}}}",
                        "/vats/m/source",
                        "expected a path that the file system can hold, found \"\u0000\""),
                schema(
                        vat("\"deliveryTimeout\": 10"),
                        "/vats/main/deliveryTimeout",
                        "expected a duration such as \"500ms\", \"10s\", \"5m\" or \"1h\", found 10"),
                parser(
                        vat("\"deliveryTimeout\": \"0s\""),
                        "/vats/main/deliveryTimeout",
                        "expected at least \"1ms\", found \"0ms\""),
                parser(
                        vat("\"deliveryTimeout\": \"25h\""),
                        "/vats/main/deliveryTimeout",
                        "expected at most \"24h\", found \"25h\""),
                schema(
                        vat("\"restart\": \"always\""),
                        "/vats/main/restart",
                        "unknown policy \"always\"; valid: \"never\", \"on-failure\""),
                schema(vat("\"restart\": {}"), "/vats/main/restart", "missing key \"policy\""),
                schema(vat("\"restart\": true"), "/vats/main/restart", "expected an object, found true"),
                schema(
                        vat("\"restart\": {\"policy\": \"never\", \"within\": \"1s\"}"),
                        "/vats/main/restart/within",
                        "unknown key \"within\"; valid: \"policy\""),
                schema(
                        vat("\"restart\": {\"policy\": \"on-failure\", \"maxRestarts\": 0}"),
                        "/vats/main/restart/maxRestarts",
                        "expected at least 1, found 0"),
                schema(
                        vat("\"powers\": {\"clocks\": true}"),
                        "/vats/main/powers/clocks",
                        "unknown key \"clocks\"; did you mean \"clock\"?"),
                schema(
                        vat("\"powers\": {\"http\": {\"allowedHosts\": []}}"),
                        "/vats/main/powers/http/allowedHosts",
                        "expected at least 1 entry, found 0 entries"),
                schema(vat("\"powers\": {\"files\": {}}"), "/vats/main/powers/files", "missing key \"root\""),
                parser(
                        vat("\"placement\": \"locale\""),
                        "/vats/main/placement",
                        "unknown guest \"locale\"; did you mean \"local\"?"));
    }

    private static List<BadConfig> channels() {
        var tooLong = "/" + "x".repeat(107);
        return List.of(
                schema(
                        io("\"type\": \"sockt\", \"path\": \"s\""),
                        "/io/c/type",
                        "unknown value \"sockt\"; did you mean \"socket\"?"),
                schema(io("\"path\": \"s\""), "/io/c", "missing key \"type\""),
                schema(io("\"type\": \"socket\""), "/io/c", "missing key \"path\""),
                schema(io("\"type\": \"listen\""), "/io/c", "missing key \"address\""),
                schema(
                        io("\"type\": \"console\", \"path\": \"s\""),
                        "/io/c/path",
                        "\"path\" does not belong to type \"console\", only to \"socket\", \"file\""),
                schema(
                        io("\"type\": \"file\", \"path\": \"s\", \"direction\": \"in\", \"mode\": \"0600\""),
                        "/io/c/mode",
                        "\"mode\" does not belong to type \"file\", only to \"socket\""),
                schema(
                        io("\"type\": \"socket\", \"path\": \"s\", \"mode\": \"0888\""),
                        "/io/c/mode",
                        "expected permission bits in octal such as \"0600\", found \"0888\""),
                schema(
                        io("\"type\": \"listen\", \"address\": \"localhost\""),
                        "/io/c/address",
                        "expected " + TextForm.ADDRESS.expected() + ", found \"localhost\""),
                schema(
                        io("\"type\": \"console\", \"maxUnitBytes\": 0"),
                        "/io/c/maxUnitBytes",
                        "expected at least 1, found 0"),
                schema(
                        io("\"type\": \"console\", \"maxUnitBytes\": 1.5"),
                        "/io/c/maxUnitBytes",
                        "expected a whole number up to 2147483647, found 1.5"),
                schema(
                        io("\"type\": \"console\", \"bufferBytes\": 99999999999"),
                        "/io/c/bufferBytes",
                        "expected a whole number up to 2147483647, found 99999999999"),
                parser(
                        io("\"type\": \"console\", \"bufferBytes\": 1000"),
                        "/io/c/bufferBytes",
                        "bufferBytes must be at least maxUnitBytes, but 1000 is less than 1048576"),
                parser(
                        io("\"type\": \"console\", \"maxUnitBytes\": 5000000"),
                        "/io/c/maxUnitBytes",
                        "bufferBytes must be at least maxUnitBytes, but 4194304 is less than 5000000"),
                schema(
                        io("\"type\": \"file\", \"path\": \"s\", \"direction\": \"in\", \"halfCloseTimeout\": \"1s\""),
                        "/io/c/halfCloseTimeout",
                        "\"halfCloseTimeout\" does not belong to type \"file\", only to \"socket\", \"listen\", \"network\","
                                + " \"console\""),
                parser(
                        io("\"type\": \"file\", \"path\": \"s\""),
                        "/io/c",
                        "a file is read (\"direction\": \"in\") or appended to (\"out\"), not both; two channels do both"),
                parser(
                        io("\"type\": \"file\", \"path\": \"s\", \"direction\": \"inout\""),
                        "/io/c/direction",
                        "a file is read (\"direction\": \"in\") or appended to (\"out\"), not both; two channels do both"),
                parser(
                        io("\"type\": \"file\", \"path\": \"s\", \"direction\": \"in\", \"unit\": \"string\""),
                        "/io/c/unit",
                        "a file that is read is followed and has no end, so it is never one \"string\"; \"chars\" is text"
                                + " as it comes"),
                parser(
                        io("\"type\": \"listen\", \"address\": \"localhost:65536\""),
                        "/io/c/address",
                        "a port is at most 65535, this one is 65536"),
                parser(
                        io("\"type\": \"network\", \"address\": \"localhost:0\""),
                        "/io/c/address",
                        "nobody can be reached at port 0"),
                parser(
                        minimalWith("\"io\": {\"a\": {\"type\": \"console\"}, \"b\": {\"type\": \"console\"}}"),
                        "/io/b/type",
                        "the console is taken by /io/a"),
                parser(
                        io("\"type\": \"socket\", \"path\": \"" + tooLong + "\""),
                        "/io/c/path",
                        "the path of a Unix socket has at most 107 bytes; this one has 108: " + tooLong));
    }

    private static List<BadConfig> guests() {
        return List.of(
                schema(minimalWith("\"guests\": {\"g\": {}}"), "/guests/g", "missing key \"kind\""),
                schema(
                        minimalWith("\"guests\": {\"g\": {\"kind\": \"proces\"}}"),
                        "/guests/g/kind",
                        "unknown kind \"proces\"; did you mean \"process\"?"),
                schema(minimalWith("\"guests\": {\"g\": \"vm\"}"), "/guests/g", "expected an object, found \"vm\""),
                parser(
                        minimalWith("\"guests\": {\"local\": \"process\"}"),
                        "/guests/local",
                        "no guest can be called \"local\": that is the kernel's own JVM"),
                schema(
                        minimalWith("\"guests\": {\"g\": " + vm("\"memory\": \"1G\"") + "}"),
                        "/guests/g/memory",
                        "expected a size such as \"256MiB\" (units: B, KiB, MiB, GiB), found \"1G\""),
                parser(
                        minimalWith("\"guests\": {\"g\": " + vm("\"memory\": \"1MiB\"") + "}"),
                        "/guests/g/memory",
                        "expected at least \"16MiB\", found \"1MiB\""),
                parser(
                        minimalWith("\"guests\": {\"g\": " + vm("\"initrd\": \"a\", \"image\": \"b\"") + "}"),
                        "/guests/g/image",
                        "\"initrd\" and \"image\" exclude each other"),
                parser(
                        minimalWith("\"guests\": {\"g\": {\"kind\": \"process\", \"classPath\": [\"a\"],"
                                + " \"command\": [\"b\"]}}"),
                        "/guests/g/command",
                        "\"classPath\" and \"command\" exclude each other"),
                parser(
                        minimalWith("\"guests\": {\"g\": {\"kind\": \"process\", \"directory\": \"a\"}}"),
                        "/guests/g/directory",
                        "only a \"command\" starts in a directory that is not its own"),
                schema(
                        minimalWith("\"guests\": {\"g\": {\"kind\": \"process\", \"env\": {\"A=B\": \"\"}}}"),
                        "/guests/g/env/A=B",
                        "expected " + TextForm.ENVIRONMENT_NAME.expected() + ", found \"A=B\""));
    }

    private static List<BadConfig> agents() {
        var guest = "\"guests\": {\"isolated\": \"process\"}, ";
        return List.of(
                parser(
                        minimalWith(guest + "\"agents\": {\"a\": {\"guest\": \"isolate\", \"command\": [\"x\"]}}"),
                        "/agents/a/guest",
                        "unknown guest \"isolate\"; did you mean \"isolated\"?"),
                parser(
                        minimalWith("\"agents\": {\"a\": {\"guest\": \"isolated\", \"command\": [\"x\"]}}"),
                        "/agents/a/guest",
                        "unknown guest \"isolated\""),
                schema(
                        minimalWith(guest + "\"agents\": {\"a\": {\"guest\": \"isolated\", \"command\": []}}"),
                        "/agents/a/command",
                        "expected at least 1 entry, found 0 entries"),
                schema(
                        minimalWith(guest + "\"agents\": {\"a\": {\"guest\": \"isolated\", \"command\": [1]}}"),
                        "/agents/a/command/0",
                        "expected a string, found 1"),
                parser(
                        minimalWith(guest + "\"agents\": {\"a\": {\"guest\": \"isolated\", \"command\": [\"x\"],"
                                + " \"mode\": \"service\"}}"),
                        "/agents/a/mode",
                        "a service needs the key \"output\", the file that it publishes in"));
    }

    private static BadConfig schema(String json, String pointer, String message) {
        return new BadConfig(json, pointer, message, true);
    }

    private static BadConfig parser(String json, String pointer, String message) {
        return new BadConfig(json, pointer, message, false);
    }
}
