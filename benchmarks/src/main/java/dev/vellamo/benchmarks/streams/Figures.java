package dev.vellamo.benchmarks.streams;

import java.util.Locale;
import java.util.Optional;

/** How numbers are written. */
final class Figures {

    private Figures() {}

    /** With separators; what is small has digits behind the point. */
    static String full(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%,.2f" : value < 100 ? "%,.1f" : "%,.0f", value);
    }

    /** Empty if there is nothing to compare with. */
    static String ratio(Optional<Double> ratio) {
        return ratio.map(Figures::full).orElse("");
    }

    /** With three digits and a unit prefix, such as 1.04 M. */
    static String brief(double value) {
        if (value >= 1e6) {
            return digits(value / 1e6) + " M";
        }
        return value >= 1e3 ? digits(value / 1e3) + " k" : digits(value);
    }

    private static String digits(double value) {
        var decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
        var text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
    }

    /** 64 B, 1 KiB. */
    static String size(int bytes) {
        return bytes < 1 << 10 ? bytes + " B" : (bytes >> 10) + " KiB";
    }
}
