package dev.vellamo.vm.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class OutputLinesProperties {
    private static final int MAX_LINE_BYTES = 16;

    @Property
    void anyChunkingGivesTheSameLines(
            @ForAll @Size(max = 200) List<@ByteRange(min = 8, max = 12) Byte> printed,
            @ForAll @IntRange(min = 1, max = 50) int chunkBytes) {
        assertThat(lines(printed, chunkBytes)).isEqualTo(lines(printed, 1));
    }

    @Property
    void noLineIsLongerThanTheLimitAllows(@ForAll @Size(max = 300) List<Byte> printed) {
        assertThat(lines(printed, 7)).allSatisfy(line -> {
            assertThat(line.length()).isLessThanOrEqualTo(MAX_LINE_BYTES + " [cut]".length());
            assertThat(line.chars().filter(each -> each != '\t')).noneMatch(Character::isISOControl);
        });
    }

    private static List<String> lines(List<Byte> printed, int chunkBytes) {
        var lines = new OutputLines(MAX_LINE_BYTES);
        var bytes = new byte[printed.size()];
        for (int index = 0; index < bytes.length; index++) {
            bytes[index] = printed.get(index);
        }
        var all = new ArrayList<String>();
        for (int from = 0; from < bytes.length; from += chunkBytes) {
            var chunk = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + chunkBytes));
            all.addAll(lines.add(chunk, chunk.length));
        }
        all.addAll(lines.end());
        return all;
    }
}
