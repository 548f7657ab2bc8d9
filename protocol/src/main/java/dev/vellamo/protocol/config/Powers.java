package dev.vellamo.protocol.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a vat may use beside the references it is given. A config that lists powers grants exactly these. */
public record Powers(
        @Key(value = "It may read the time.", or = "false") boolean clock,

        @Key(value = "It may draw random numbers.", or = "false")
        boolean random,

        @Key(value = "It may set timers.", or = "false") boolean timers,
        @Key("It may make HTTP requests to some hosts.") Optional<HttpPower> http,
        @Key("It may use the files below one directory.") Optional<FilesPower> files) {

    /** What a vat has whose config says nothing about powers: clock, random and timers. */
    public static final Powers DEFAULT = new Powers(true, true, true, Optional.empty(), Optional.empty());

    /** Not even a clock. */
    public static final Powers NONE = new Powers(false, false, false, Optional.empty(), Optional.empty());

    /** These powers and HTTP to these hosts. */
    public Powers withHttp(String... allowedHosts) {
        return new Powers(clock, random, timers, Optional.of(new HttpPower(List.of(allowedHosts))), files);
    }

    /** These powers and the files below this directory. */
    public Powers withFiles(Path root) {
        return new Powers(clock, random, timers, http, Optional.of(new FilesPower(root)));
    }

    /**
     * HTTP to some hosts.
     *
     * @param allowedHosts host names, compared exactly; at least one
     */
    public record HttpPower(
            @Key(value = "The hosts, compared exactly; port and scheme do not matter.", min = 1)
            List<String> allowedHosts) {
        public HttpPower {
            allowedHosts = List.copyOf(allowedHosts);
        }
    }

    /**
     * Files below one directory.
     *
     * @param root the vat reaches files in it and below it, no others
     */
    public record FilesPower(@Key("The directory.") Path root) {}
}
