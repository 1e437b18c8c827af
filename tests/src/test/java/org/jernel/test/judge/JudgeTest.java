package org.jernel.test.judge;

import org.jernel.syscall.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jernel.test.judge.Linux.*;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The judge judged: what it refuses, what it records, and when it fails a scenario. */
final class JudgeTest {

    private Scenario scenario;
    private Task task;

    @BeforeEach
    void boot() {
        assumeTrue(HostLinux.unavailable() == null, "needs the host arm");
        scenario = new Scenario(HostLinux.boot());
        task = scenario.task();
    }

    @AfterEach
    void close() {
        if (scenario != null) {
            scenario.close();
        }
    }

    @Test
    void refusesAddressesBeyondTheLoopback() {
        long fd = task.ok(Call.SOCKET, AF_INET, SOCK_STREAM, 0);
        long foreign = task.inet(0x08080808, 53);
        assertThatIllegalArgumentException().isThrownBy(() -> task.ok(Call.CONNECT, fd, foreign, 16));
        assertThatIllegalArgumentException().isThrownBy(() -> task.ok(Call.BIND, fd, foreign, 16));
        assertThatIllegalArgumentException().isThrownBy(() -> task.ok(Call.SENDTO, fd, 0, 0, 0, foreign, 16));
        long header = task.msghdr(foreign, 16, 0, 0, 0, 0, 0);
        assertThatIllegalArgumentException().isThrownBy(() -> task.ok(Call.SENDMSG, fd, header, 0));
    }

    @Test
    void refusesForeignIpv6Addresses() {
        byte[] address = new byte[28];
        address[0] = AF_INET6;
        address[8] = 0x20;
        long foreign = task.bytes(address);
        assertThatIllegalArgumentException().isThrownBy(() -> task.ok(Call.CONNECT, 3, foreign, 28));
    }

    @Test
    void refusesCallsThatNoScenarioNeeds() {
        int exitGroup = 231;
        assertThatIllegalArgumentException().isThrownBy(() -> task.kernelTask().submit(exitGroup));
    }

    @Test
    void failsACallThatDoesWhatTheScenarioDoesNotExpect() {
        assertThatThrownBy(() -> task.ok(Call.CLOSE, 99))
                .isInstanceOf(AssertionError.class)
                .hasMessage("t1 CLOSE(99) = -EBADF, expected success");
        assertThatThrownBy(() -> task.fails(Errno.EBADF, Call.SOCKET, AF_INET, SOCK_STREAM, 0))
                .isInstanceOf(AssertionError.class)
                .hasMessage("t1 SOCKET(2, 1, 0) = 3, expected -EBADF");
    }

    @Test
    void failsACallThatDoesNotBlock() {
        long fd = task.ok(Call.SOCKET, AF_INET, SOCK_STREAM, 0);
        assertThatThrownBy(() -> task.blocks(Call.ACCEPT, fd, 0, 0))
                .isInstanceOf(AssertionError.class)
                .hasMessage("returned -EINVAL and did not block");
    }

    @Test
    void endsACallThatStillBlocks() {
        long fd = task.ok(Call.SOCKET, AF_INET, SOCK_STREAM, 0);
        task.ok(Call.LISTEN, fd, 1);
        task.blocks(Call.ACCEPT, fd, 0, 0);
        task.exit();
        assertThat(scenario.task().ok(Call.SOCKET, AF_INET, SOCK_STREAM, 0)).isEqualTo(3);
    }

    @Test
    void recordsResultsAndWhatWasWritten() {
        long fd = task.ok(Call.SOCKET, AF_INET, SOCK_STREAM, 0);
        task.ok(Call.GETSOCKOPT, fd, SOL_SOCKET, SO_TYPE, task.alloc(4), task.cell(8));
        assertThat(scenario.recording())
                .hasToString("""
                        t1 SOCKET(2, 1, 0) = 3
                        t1 GETSOCKOPT(3, 1, 3, m1, m2) = 0, m1+0=01000000, m2+0=04""");
    }

    @Test
    void namesPortsInTheOrderInWhichTheyAreSeen() {
        for (int i = 0; i < 2; i++) {
            long fd = task.ok(Call.SOCKET, AF_INET, SOCK_STREAM, 0);
            task.ok(Call.BIND, fd, task.inet(INADDR_LOOPBACK, 0), 16);
            task.ok(Call.GETSOCKNAME, fd, task.sockaddrOut(), task.cell(16));
        }
        assertThat(scenario.recording().toString())
                .contains("m2={AF_INET P1 7f0000010000000000000000}", "m5={AF_INET P2 7f0000010000000000000000}");
    }

    @Test
    void recordsNothingOfACallThatMayDiffer() {
        task.unrecorded(Call.CLOSE, 99);
        assertThat(scenario.recording()).hasToString("");
    }

    @Test
    void failsAnArmThatSawAnythingElse() {
        var other = new Recording();
        other.add("t1 CLOSE(99) = 0");
        task.fails(Errno.EBADF, Call.CLOSE, 99);
        assertThatThrownBy(() -> other.mustBe(scenario.recording(), Arm.HERMETIC))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("what HERMETIC saw, as against the host");
        scenario.recording().mustBe(scenario.recording(), Arm.HERMETIC);
    }
}
