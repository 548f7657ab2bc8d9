package dev.vellamo.protocol.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** A hello as JSON, which is the same in both codecs. Unknown members are ignored; of the limits each has its default. */
final class HelloJson {

    private HelloJson() {}

    static ObjectNode write(Hello hello, ObjectNode json) {
        WireLimits limits = hello.limits();
        json.put("version", hello.version())
                .put("role", hello.role().name().toLowerCase(Locale.ROOT))
                .put("incarnation", hello.incarnation())
                .put("epoch", hello.epoch());
        if (hello.token() != null) {
            json.put("token", hello.token());
        }
        return json.put("maxFrameBytes", limits.maxFrameBytes())
                .put("maxMessageBytes", limits.maxMessageBytes())
                .put("streamCreditBytes", limits.streamCreditBytes())
                .put("connectionCreditBytes", limits.connectionCreditBytes())
                .put("maxStreams", limits.maxStreams())
                .put("maxRequests", limits.maxRequests())
                .put("maxRequestBytes", limits.maxRequestBytes())
                .put("requestWindowBytes", limits.requestWindowBytes());
    }

    static Hello read(JsonNode json) throws WireException {
        return new Hello(
                WireJson.smallNumber(json, "version", 0),
                role(WireJson.text(json, "role")),
                WireJson.number(json, "incarnation", 0),
                WireJson.number(json, "epoch", 0),
                WireJson.optionalText(json, "token"),
                limits(json));
    }

    private static Role role(String text) throws WireException {
        return switch (text) {
            case "host" -> Role.HOST;
            case "child" -> Role.CHILD;
            default -> throw new WireException(WireError.DECODE, "role is neither \"host\" nor \"child\"");
        };
    }

    private static WireLimits limits(JsonNode json) throws WireException {
        WireLimits defaults = WireLimits.DEFAULT;
        try {
            return new WireLimits(
                    WireJson.smallNumber(json, "maxFrameBytes", defaults.maxFrameBytes()),
                    WireJson.smallNumber(json, "maxMessageBytes", defaults.maxMessageBytes()),
                    WireJson.smallNumber(json, "streamCreditBytes", defaults.streamCreditBytes()),
                    WireJson.number(json, "connectionCreditBytes", defaults.connectionCreditBytes()),
                    WireJson.smallNumber(json, "maxStreams", defaults.maxStreams()),
                    WireJson.smallNumber(json, "maxRequests", defaults.maxRequests()),
                    WireJson.smallNumber(json, "maxRequestBytes", defaults.maxRequestBytes()),
                    WireJson.number(json, "requestWindowBytes", defaults.requestWindowBytes()));
        } catch (IllegalArgumentException e) {
            throw new WireException(WireError.DECODE, "in a hello, " + e.getMessage());
        }
    }
}
