package org.jernel.user.bin;

import java.util.Set;
import java.util.stream.Stream;

import org.jernel.user.Machine;
import org.jernel.user.sh.Sh;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What programs answer who asks for help, as their errors tell him to. */
final class HelpTest {

    /** POSIX has echo write its words, whatever they are, and true and false do nothing with theirs. */
    private static final Set<String> WITHOUT_OPTIONS = Set.of("echo", "true", "false");

    static Stream<String> programs() {
        return Programs.ALL.stream().map(Programs.Entry::name).filter(name -> !WITHOUT_OPTIONS.contains(name));
    }

    private static String sh(String script) throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            assertThat(machine.run(new Sh(), "sh", "-c", script)).isZero();
            return machine.terminal().screen();
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void usageIsShown(String program) throws InterruptedException {
        // The path, because the shell has some of them itself; the error output, where help does not belong.
        assertThat(sh("/bin/" + program + " --help 2> /dev/null < /dev/null; echo $?"))
                .startsWith("Usage: ").contains(program).endsWith("\n0\n");
    }

    @Test
    void whatIsNoOptionIsRefused() throws InterruptedException {
        assertThat(sh("rmmod -z x; insmod -z x; lsmod x; hello -z; echo $?")).isEqualTo("""
                rmmod: invalid option -- 'z'
                Try 'rmmod --help' for more information.
                insmod: invalid option -- 'z'
                Try 'insmod --help' for more information.
                lsmod: extra operand 'x'
                Try 'lsmod --help' for more information.
                hello: invalid option -- 'z'
                Try 'hello --help' for more information.
                1
                """);
    }
}
