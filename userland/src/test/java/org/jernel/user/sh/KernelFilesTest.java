package org.jernel.user.sh;

import org.jernel.user.Machine;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What a shell shows of mounts, programs that run, pipes by their descriptors, and the kernel's limits. */
final class KernelFilesTest {

    private static String sh(String script) throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            int _ = machine.run(new Sh(), "sh", "-c", script);
            return machine.terminal().screen();
        }
    }

    @Test
    void aProgramThatRunsIsNotWrittenTo() throws InterruptedException {
        // It runs when somebody has opened the first pipe, and stands at the second.
        assertThat(sh("cd /tmp; cp /bin/cat s; chmod 755 s; mknod p p; mknod q p; ./s p q > /dev/null & "
                + "echo go > p; echo x > /tmp/s; kill %1; wait; echo x > /tmp/s"))
                .isEqualTo("sh: /tmp/s: Text file busy\n");
    }

    @Test
    void aPipeIsAFileOfItsReader() throws InterruptedException {
        assertThat(sh("echo hi | cat /proc/self/fd/0")).isEqualTo("hi\n");
    }

    @Test
    void theRootIsCoveredAndUncovered() throws InterruptedException {
        assertThat(sh(
                "head -n 1 /proc/mounts; mount -t tmpfs none /; tail -n 1 /proc/mounts; umount /; tail -n 1 /proc/mounts"))
                .startsWith("rootfs / rootfs rw 0 0\nnone / tmpfs rw,relatime 0 0\n")
                .doesNotEndWith("none / tmpfs rw,relatime 0 0\n");
    }

    @Test
    void limitsAreToldAndSet() throws InterruptedException {
        assertThat(sh(
                "cat /proc/sys/fs/nr_open; echo 2 > /proc/sys/vm/overcommit_memory; cat /proc/sys/vm/overcommit_memory;"
                        + " echo 3 > /proc/sys/vm/overcommit_memory"))
                .isEqualTo("1048576\n2\necho: write error: Invalid argument\n");
    }
}
