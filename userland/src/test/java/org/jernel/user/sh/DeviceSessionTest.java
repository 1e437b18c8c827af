package org.jernel.user.sh;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.chrdev.CharDriver;
import org.jernel.kernel.chrdev.Chrdevs;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FilePosition;
import org.jernel.kernel.mm.Uaccess;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.user.Machine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

/** Devices as they are used from the shell. */
final class DeviceSessionTest {

    private final Machine machine = Machine.hermetic();
    private final Kernel kernel = machine.kernel();

    @AfterEach
    void close() {
        machine.close();
    }

    /** Gives back once what was written to it last. */
    private static final class Keeper extends CharDriver {

        private byte[] kept = "nothing yet\n".getBytes(US_ASCII);

        @Override
        public long read(File file, UserMemory memory, long buffer, long size, FilePosition ppos) {
            int at = (int) Math.min(ppos.get(), kept.length);
            int length = (int) Math.min(size, kept.length - at);
            Uaccess.copyToUser(memory, buffer, kept, at, length);
            ppos.set(at + length);
            return length;
        }

        @Override
        public long write(File file, UserMemory memory, long buffer, long size, FilePosition ppos) {
            kept = Uaccess.copyFromUser(memory, buffer, (int) size);
            return size;
        }
    }

    private String sh(String script) throws InterruptedException {
        int before = machine.terminal().screen().length();
        int status = machine.run(new Sh(), "sh", "-c", script);
        return machine.terminal().screen().substring(before) + "=" + (status >> 8);
    }

    @Test
    void aLineForTheLogIsReadBack() throws InterruptedException {
        assertThat(sh("dmesg -C; echo hello > /dev/kmsg; echo '<3>trouble' > /dev/kmsg; dmesg -t -x"))
                .isEqualTo("user  :warn  : hello\nuser  :err   : trouble\n=0");
        assertThat(sh("dmesg | grep trouble")).matches("\\[ *\\d+\\.\\d{6}\\] trouble\n=0");
    }

    @Test
    void theDevicesOfEverySystemAreThere() throws InterruptedException {
        assertThat(sh("cat /dev/null; echo gone > /dev/null; cat /dev/null | wc -c")).isEqualTo("0\n=0");
        assertThat(sh("echo x > /dev/full; echo $?")).contains("No space left on device").endsWith("1\n=0");
        assertThat(sh("echo shown > /dev/console; echo too > /dev/tty")).isEqualTo("shown\ntoo\n=0");
        assertThat(sh("cat /proc/devices")).startsWith("Character devices:\n  1 mem\n  5 /dev/tty\n  5 /dev/console\n");
    }

    @Test
    void aDriverIsUsedThroughANodeOfItsOwn() throws InterruptedException {
        int major = kernel.get(Chrdevs.class).registerChrdev(0, "keeper", new Keeper());
        assertThat(major).isEqualTo(254);
        assertThat(sh("cat /proc/devices | grep keeper; mknod /dev/keeper c 254 0; cat /dev/keeper"))
                .isEqualTo("254 keeper\nnothing yet\n=0");
        assertThat(sh("echo kept > /dev/keeper; cat /dev/keeper")).isEqualTo("kept\n=0");
        kernel.get(Chrdevs.class).unregisterChrdev(major, "keeper");
        assertThat(sh("cat /dev/keeper")).isEqualTo("cat: /dev/keeper: No such device or address\n=1");
    }

    @Test
    void theLogsLimitsAreSetBelowProcSys() throws InterruptedException {
        assertThat(sh("cd /proc/sys/kernel; cat printk_ratelimit printk_ratelimit_burst printk_devkmsg kptr_restrict"))
                .isEqualTo("5\n10\nratelimit\n0\n=0");
        assertThat(sh("cd /proc/sys/kernel; echo 7 > printk_ratelimit; echo 3 > printk_ratelimit_burst;"
                + " echo 2 > kptr_restrict; cat printk_ratelimit printk_ratelimit_burst kptr_restrict"))
                .isEqualTo("7\n3\n2\n=0");
        assertThat(sh("echo off > /proc/sys/kernel/printk_devkmsg; echo x > /dev/kmsg"))
                .isEqualTo("sh: /dev/kmsg: Operation not permitted\n=1");
        assertThat(sh("echo 3 > /proc/sys/kernel/kptr_restrict")).contains("Invalid argument");
        assertThat(sh("echo perhaps > /proc/sys/kernel/printk_devkmsg")).contains("Invalid argument");
    }

    @Test
    void killNamesSignalsAndWhatTheyEnd() throws InterruptedException {
        assertThat(sh("kill -l 9; kill -l 137; kill -l KILL SIGTERM 15")).isEqualTo("KILL\nKILL\n9\n15\nTERM\n=0");
        assertThat(sh("kill -l 99")).isEqualTo("kill: 99: invalid signal specification\n=1");
    }

    @Test
    void addressesAreShownToThePrivilegedUnlessTheyAreForNobody() throws InterruptedException {
        String first = "head -n 1 /proc/kallsyms";
        String unprivileged = "setpriv --reuid 1000 --clear-groups " + first;
        for (int restrict = 0; restrict <= 1; restrict++) {
            assertThat(sh("echo " + restrict + " > /proc/sys/kernel/kptr_restrict; " + first + "; " + unprivileged))
                    .matches("ffffffff81000000 T \\w+\n0000000000000000 T \\w+\n=0");
        }
        assertThat(sh("echo 2 > /proc/sys/kernel/kptr_restrict; " + first)).matches("0000000000000000 T \\w+\n=0");
    }
}
