package org.jernel.user.steer;

import java.util.concurrent.locks.LockSupport;

import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.user.Machine;
import org.jernel.user.bin.Trace;
import org.jernel.user.sh.Sh;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The program trace: its command line, the files that it writes, and that it loses none. */
@Timeout(60)
final class TraceProgramTest {

    /** What a pcapng file begins with, as {@code od} would show it. */
    private static final String SECTION_HEADER = "\n\r\r\n";

    private final Machine machine = Machine.hermetic();

    private String sh(String script) throws InterruptedException {
        String before = machine.terminal().screen();
        machine.run(new Sh(), "sh", "-c", "cd /tmp; " + script);
        return machine.terminal().screen().substring(before.length());
    }

    @ParameterizedTest
    @CsvSource({
        "trace %net --timeline t --pcap p ping -c 1 127.0.0.1",
        "trace --pcap p --timeline t %net ping -c 1 127.0.0.1",
        "trace --pcap=p %net --timeline=t -- ping -c 1 127.0.0.1",
        "trace -t t -p p %net ping -c 1 127.0.0.1"
    })
    void optionsStandAnywhereBeforeTheProgram(String command) throws InterruptedException {
        try (machine) {
            assertThat(sh(command + "; echo $?; cat t")).contains("1 received", "\n0\n", "\"name\":\"sys_sendto\"");
            assertThat(sh("cat p")).startsWith(SECTION_HEADER).contains("jernel", "lo");
            assertThat(machine.kernel().probes().isOff()).isTrue();
        }
    }

    @Test
    void packetsAloneAreRecordedToo() throws InterruptedException {
        try (machine) {
            assertThat(sh("trace sendto --pcap p ping -c 1 127.0.0.1; ls")).contains("1 received").endsWith("\np\n");
            assertThat(sh("cat p")).startsWith(SECTION_HEADER).contains("lo");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "trace nosuch --timeline f --pcap g true | trace: 'nosuch' is no system call of the table | 1",
        "trace /( --timeline f true              | trace: '/(' is no regular expression: Unclosed group | 1",
        "trace %nosuch --timeline f true         | trace: '%nosuch' matches no system call | 1",
        "trace ! --timeline f true               | trace: a system call is missing in the set | 1",
        "trace all --timeline f --pcap /no/g true | trace: /no/g: No such file or directory | 1",
        "trace all --timeline f nosuch           | trace: nosuch: No such file or directory | 127",
        "trace all --timeline f --pcap f true    | trace: --timeline and --pcap name the same file | 2",
        "trace --timeline f                      | trace: missing operand | 2",
        "trace all true                          | trace: one of --timeline and --pcap is needed | 2",
        "trace all --timeline                    | trace: option '--timeline' requires an argument | 2",
        "trace all --what f                      | trace: unrecognized option '--what' | 2"})
    void whatIsWrongIsSaidBeforeAFileIsTouched(String command, String message, int code) throws InterruptedException {
        try (machine) {
            // Quoted, as the shell has words of its own for some of these.
            String quoted = command.replaceFirst("trace (\\S+)", "trace '$1'");
            assertThat(sh("echo old > f; " + quoted + "; echo $?; cat f"))
                    .startsWith(message + "\n").endsWith("\n" + code + "\nold\n");
            assertThat(machine.kernel().probes().isOff()).isTrue();
        }
    }

    @Test
    void aFileThatTakesNothingIsNamed() throws InterruptedException {
        try (machine) {
            assertThat(sh("trace write --timeline /dev/full echo hi; echo $?"))
                    .isEqualTo("hi\ntrace: /dev/full: No space left on device\n1\n");
            assertThat(sh("trace write --pcap /proc/version echo hi; echo $?"))
                    .isEqualTo("hi\ntrace: /proc/version: Input/output error\n1\n");
        }
    }

    @Test
    void whatIsRecordedUntilAnInterruptIsWritten() throws InterruptedException {
        try (machine) {
            Task trace = machine.start(new Trace(), "trace", "%net", "--timeline", "/tmp/t", "--pcap", "/tmp/p");
            while (!sh("cat p 2> /dev/null").startsWith(SECTION_HEADER)) {
                LockSupport.parkNanos(1);
            }
            sh("ping -c 1 127.0.0.1");
            trace.sendSignal(Signal.SIGINT.number());
            assertThat(trace.join()).isZero();
            assertThat(sh("cat t")).contains("\"name\":\"icmp_rcv\"");
            assertThat(sh("cat p")).contains("lo");
        }
    }

    @Test
    void twoRecordAtATimeAndOneThatIsKilledLeavesNothingBehind() throws InterruptedException {
        try (machine) {
            Task killed = machine.start(new Trace(), "trace", "all", "--timeline", "/tmp/k");
            while (machine.kernel().probes().isOff()) {
                LockSupport.parkNanos(1);
            }
            assertThat(sh("trace execve --timeline t true; echo $?; cat t")).contains("0\n", "sys_execve");
            killed.sendSignal(Signal.SIGKILL.number());
            assertThat(killed.join()).isEqualTo(Signal.SIGKILL.number());
            assertThat(machine.kernel().probes().isOff()).isTrue();
        }
    }
}
