package dev.vellamo.benchmarks.streams;

import java.util.List;
import java.util.stream.IntStream;

/**
 * One of the fields of bars that a {@link Plot} has side by side, with an axis of its own.
 *
 * @param bars of the same peers in the same order as in the other panels of the plot
 */
record Panel(String title, List<Bar> bars) {

    /** More than that between the longest and the shortest bar, and the axis is logarithmic. */
    private static final double LINEAR_UP_TO = 12;

    record Bar(Peer peer, double value) {
        /** Whether it is drawn in another colour. */
        boolean isOwn() {
            return peer == Peer.VELLAMO;
        }
    }

    boolean isLogarithmic() {
        return smallest() * LINEAR_UP_TO < largest();
    }

    private double smallest() {
        return bars.stream().mapToDouble(Bar::value).min().orElseThrow();
    }

    private double largest() {
        return bars.stream().mapToDouble(Bar::value).max().orElseThrow();
    }

    /** How long the bar of a value is, of the longest one's 1. A logarithmic axis begins at half of the shortest bar. */
    double length(double value) {
        return isLogarithmic() ? Math.log(value / axisStart()) / Math.log(largest() / axisStart()) : value / largest();
    }

    private double axisStart() {
        return smallest() / 2;
    }

    /** The powers of ten on a logarithmic axis; a linear one has none. */
    List<Double> decades() {
        if (!isLogarithmic()) {
            return List.of();
        }
        return IntStream.rangeClosed(-3, 12)
                .mapToObj(power -> Math.pow(10, power))
                .filter(decade -> decade > axisStart() && decade <= largest())
                .toList();
    }
}
