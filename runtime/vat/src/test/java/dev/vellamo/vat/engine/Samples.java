package dev.vellamo.vat.engine;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.vellamo.vat.Ref;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Types of values that tests pass on. */
final class Samples {

    private Samples() {}

    enum Colour {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "grass";
            }
        }
    }

    enum Renamed {
        @JsonProperty("first")
        ONE
    }

    record Point(int x, int y) {
        boolean isOrigin() {
            return x == 0 && y == 0;
        }

        public boolean isDiagonal() {
            return x == y;
        }
    }

    record Line(String name, Point from, Point to, Colour colour) {}

    record Empty() {}

    record Tree(String name, @Nullable Tree left, @Nullable Tree right) {}

    record Box<T>(T content) {}

    record Scalars(
            boolean flag,
            byte small,
            short shorter,
            int whole,
            long big,
            float single,
            double twice,
            char letter,
            @Nullable String text,
            @Nullable UUID id,
            @Nullable Instant time,
            @Nullable LocalDate day,
            @Nullable Colour colour) {}

    record Order(
            String item, BigDecimal price, List<String> notes, Map<String, Integer> counts, Optional<String> remark) {}

    record Holder(String name, Ref ref, List<Ref> refs, Map<String, Ref> byName) {}

    record Annotated(@JsonProperty("n") int number) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes({@JsonSubTypes.Type(value = Circle.class, name = "circle")})
    interface Shape {}

    record Circle(int radius) implements Shape {}

    interface Unknown {}

    /** A bean. */
    static final class Bean {
        private String name = "";

        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }
    }
}
