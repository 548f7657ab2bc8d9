package dev.vellamo.protocol.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** Valid configs by what they show. */
final class GoodConfigs {
    static final String MINIMAL = """
            {"bootstrap": "main", "vats": {"main": {"class": "com.example.Main"}}}
            """;

    static final String WHOLE = """
            {
              "$schema": "https://vellamo.dev/cluster-config.schema.json",
              "name": "whole",
              "durable": false,
              "bootstrap": "main",
              "services": ["clock", "logger"],
              "vats": {
                "main": {
                  "source": "Main.java",
                  "parameters": {"greeting": "hello", "numbers": [1, 2.5, null, true, 12345678901234567890]},
                  "deliveryTimeout": "500ms",
                  "restart": {"policy": "on-failure", "maxRestarts": 5, "within": "10m"},
                  "powers": {"clock": true, "http": {"allowedHosts": ["example.com"]}, "files": {"root": "data"}}
                },
                "worker": {"jar": "lib/worker.jar", "entry": "com.example.Worker$Inner", "placement": "isolated"},
                "plain": {"class": "Plain", "parameters": 3, "restart": "on-failure"}
              },
              "io": {
                "repl": {"type": "socket", "path": "repl.sock", "direction": "in", "unit": "json", "maxUnitBytes": 100,
                         "bufferBytes": 100, "clients": "many", "mode": "0660", "halfCloseTimeout": "1m"},
                "tcp": {"type": "listen", "address": "localhost:7000", "clients": "one"},
                "up": {"type": "network", "address": "[::1]:7001", "unit": "bytes"},
                "log": {"type": "file", "path": "/var/log/x.log", "direction": "out", "unit": "chars"},
                "tty": {"type": "console", "unit": "string"}
              },
              "guests": {
                "isolated": {"kind": "process", "classPath": ["lib/a.jar"], "env": {"A": "b"},
                             "limits": {"memory": "512MiB", "processes": 10, "openFiles": 100, "cpuSeconds": 60},
                             "confinement": "required"},
                "node": {"kind": "process", "command": ["node", "guest.js"], "directory": "guest",
                         "confinement": "off"},
                "vm": {"kind": "vm", "vmm": "cloud-hypervisor", "kernel": "vmlinux", "initrd": "initrd.img",
                       "memory": "1GiB", "vcpus": 2, "bootTimeout": "20s", "transport": "virtio-serial"}
              },
              "agents": {
                "helper": {"guest": "isolated", "command": ["node", "helper.js"], "mode": "service",
                           "output": "result.json", "messaging": true, "idleTimeout": "1h", "env": {"KEY": ""}},
                "once": {"guest": "vm", "command": ["true"]}
              }
            }
            """;

    private GoodConfigs() {}

    static Map<String, String> all() {
        var all = new LinkedHashMap<String, String>();
        all.put("minimal", MINIMAL);
        all.put("everything", WHOLE);
        all.put("short guest", minimalWith("\"guests\": {\"g\": \"process\"}"));
        all.put("vm with image", minimalWith("\"guests\": {\"g\": " + vm("\"image\": \"disk.img\"") + "}"));
        all.put(
                "vm without disk",
                minimalWith("\"guests\": {\"g\": {\"kind\":\"vm\",\"vmm\":\"qemu\",\"kernel\":\"k\"}}"));
        all.put("no powers at all", vat("\"powers\": {}"));
        all.put("restart as an object", vat("\"restart\": {\"policy\": \"never\"}"));
        all.put("restart with defaults", vat("\"restart\": {\"policy\": \"on-failure\"}"));
        all.put("parameters null", vat("\"parameters\": null"));
        all.put("parameters list", vat("\"parameters\": [[], {}, \"\", -1e-7]"));
        all.put("placement local", vat("\"placement\": \"local\""));
        all.put("empty sections", minimalWith("\"io\": {}, \"guests\": {}, \"agents\": {}, \"services\": []"));
        all.put(
                "class name beyond ASCII",
                "{\"bootstrap\":\"v\",\"vats\":{\"v\":{\"class\":\"com.exämple.Größe_1$X\"}}}");
        all.put("mode of three digits", io("\"type\": \"socket\", \"path\": \"s\", \"mode\": \"777\""));
        return all;
    }

    static String minimalWith(String keys) {
        return "{\"bootstrap\": \"main\", \"vats\": {\"main\": {\"class\": \"com.example.Main\"}}, " + keys + "}";
    }

    /** A config whose one vat has these keys beside its class. */
    static String vat(String keys) {
        return "{\"bootstrap\": \"main\", \"vats\": {\"main\": {\"class\": \"com.example.Main\", " + keys + "}}}";
    }

    /** A config with one IO channel of these keys. */
    static String io(String keys) {
        return minimalWith("\"io\": {\"c\": {" + keys + "}}");
    }

    static String vm(String keys) {
        return "{\"kind\": \"vm\", \"vmm\": \"qemu\", \"kernel\": \"k\", " + keys + "}";
    }
}
