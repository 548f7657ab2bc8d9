package dev.vellamo.vm.confinement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vellamo.vm.linux.Architecture;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SeccompProgramProperties {
    private static final List<Integer> ANSWERS = List.of(0x7FFF_0000, 0x0005_0001, 0x0005_0026);

    @Property
    void everyCallGetsAnAnswer(
            @ForAll Architecture architecture,
            @ForAll boolean network,
            @ForAll @IntRange(max = 600) int number,
            @ForAll @Size(6) List<Long> arguments) {
        var program = SeccompProgram.of(new CallPolicy(network, 4711), architecture);
        var call = new BpfMachine.Call(architecture.auditNumber(), number, arguments);

        assertThat(BpfMachine.run(program.instructions(), call)).isIn(ANSWERS);
    }
}
