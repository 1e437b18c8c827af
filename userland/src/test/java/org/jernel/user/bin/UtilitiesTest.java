package org.jernel.user.bin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.user.Machine;
import org.jernel.user.sh.Sh;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The file utilities: a session as GNU coreutils 9.1 and grep 3.8 answered it on Linux, in the C locale. */
final class UtilitiesTest {

    private static final String COMMAND = "### ";

    private static String recorded() throws IOException {
        try (InputStream file = UtilitiesTest.class.getResourceAsStream("utilities.txt")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void theyAnswerAsCoreutilsDo() throws IOException, InterruptedException {
        String recorded = recorded();
        StringBuilder answered = new StringBuilder();
        try (Machine machine = Machine.hermetic()) {
            for (String line : recorded.lines().filter(line -> line.startsWith(COMMAND)).toList()) {
                int before = machine.terminal().screen().length();
                // Not on the terminal, where ls has columns, and with nothing to read.
                String script = "cd /tmp; sh -c '" + line.substring(COMMAND.length()).replace("'", "'\\''")
                        + "' < /dev/null 2>&1 | cat";
                int status = machine.run(new Sh(), "sh", "-c", script);
                assertThat(status).as(line).isZero();
                answered.append(line).append('\n').append(machine.terminal().screen().substring(before));
            }
        }
        assertThat(answered).hasToString(recorded);
    }

    private static String screen(String script) throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            assertThat(machine.run(new Sh(), "sh", "-c", "cd /tmp; " + script)).isZero();
            return machine.terminal().screen();
        }
    }

    @Test
    void unameSaysWhyItKnowsNothing() throws InterruptedException {
        assertThat(screen("inject uname:error=EIO; uname; echo $?; inject none"))
                .isEqualTo("uname: cannot get system name: Input/output error\n1\n");
    }

    @Test
    void lsShowsAllThatIsKnownInColumns() throws InterruptedException {
        String details = screen("echo hello > f; chmod 4751 f; ln f g; mkdir -m 1777 d; ln -s f l; mknod n c 1 3; "
                + "mknod -m 600 m b 100 2; mknod p p; chown 7:nogroup p; touch new; ls -l");
        String date = "[A-Z][a-z]{2} [ 0-3]\\d \\d\\d:\\d\\d";
        assertThat(details).matches("""
                total \\d+
                drwxrwxrwt 2 root root +\\d+ DATE d
                -rwsr-x--x 2 root root +6 DATE f
                -rwsr-x--x 2 root root +6 DATE g
                lrwxrwxrwx 1 root root +1 DATE l -> f
                brw------- 1 root root +100, 2 DATE m
                crw-r--r-- 1 root root +1, 3 DATE n
                -rw-r--r-- 1 root root +0 DATE new
                prw-r--r-- 1 7 +nogroup +0 DATE p
                """.replace("DATE", date));
        assertThat(details.lines().skip(1).map(line -> line.indexOf(':')).distinct()).hasSize(1);
    }

    @Test
    void lsFillsTheTerminalWithColumns() throws InterruptedException {
        assertThat(screen("mkdir d; cd d; > a; > bb; > ccc; ls; ls -1; ls -i | wc -w"))
                .isEqualTo("a  bb  ccc\na\nbb\nccc\n6\n");
    }

    @Test
    void mountListsAndMounts() throws InterruptedException {
        assertThat(screen("mkdir m; mount -t tmpfs -o ro none /tmp/m; mount | grep /tmp/m; echo x > m/f; "
                + "umount /tmp/m; umount /tmp/m; mount -t nofs none /tmp/m; mount -t tmpfs none /none; true"))
                .isEqualTo("""
                        none on /tmp/m type tmpfs (ro,relatime)
                        sh: m/f: Read-only file system
                        umount: /tmp/m: not mounted.
                        mount: /tmp/m: unknown filesystem type 'nofs'.
                        mount: /none: mount point does not exist.
                        """);
    }

    @Test
    void mountTakesTheCommandLinesOfUtilLinux() throws InterruptedException {
        assertThat(screen("mkdir m; mount -t tmpfs x /tmp/m; mount -o remount,ro /tmp/m; > m/f; "
                + "mount -o remount,rw /tmp/m; > m/f; mount -B /tmp/m /tmp/m; umount m; "
                + "mount -o bind,ro /etc /tmp/m; > m/g; mount -v -r -t tmpfs y /tmp/m; mount | grep tmp/m; umount -l m; "
                + "mount x; mount a b c; mount -t nofs x m; mount -t tmpfs x /none; mount -t tmpfs -o bogus=1 x m; "
                + "mount -t tmpfs x /etc/passwd; mount --bind /none m; mount -o remount,ro /etc; mount x m; umount; true"))
                .isEqualTo("""
                        sh: m/f: Read-only file system
                        sh: m/g: Read-only file system
                        mount: y mounted on /tmp/m.
                        x on /tmp/m type tmpfs (rw,relatime)
                        rootfs on /tmp/m type rootfs (ro)
                        y on /tmp/m type tmpfs (ro,relatime)
                        mount: x: can't find in /etc/fstab.
                        mount: bad usage
                        Try 'mount --help' for more information.
                        mount: m: unknown filesystem type 'nofs'.
                        mount: /none: mount point does not exist.
                        mount: m: wrong fs type, bad option, bad superblock on x, missing codepage or helper program, \
                        or other error.
                        mount: /etc/passwd: mount point is not a directory.
                        mount: m: special device /none does not exist.
                        mount: /etc: mount point not mounted or bad option.
                        mount: m: special device x does not exist.
                        umount: bad usage
                        Try 'umount --help' for more information.
                        """);
    }

    @Test
    void lsShowsItsOwnDescriptors() throws InterruptedException {
        assertThat(screen("ls -l /proc/self/fd")).matches("""
                total 0
                lrwx------ 1 root root 0 .* 0 -> /dev/console
                lrwx------ 1 root root 0 .* 1 -> /dev/console
                lrwx------ 1 root root 0 .* 2 -> /dev/console
                lr-x------ 1 root root 0 .* 3 -> /proc/2/fd
                """);
    }

    @Test
    void sysctlShowsAndSets() throws InterruptedException {
        assertThat(screen("sysctl kernel.ostype; sysctl -n kernel.hostname=box; sysctl -n kernel.hostname; "
                + "sysctl -N net.core; sysctl none.x; sysctl kernel.ostype=x; sysctl; true"))
                .isEqualTo("""
                        kernel.ostype = Linux
                        box
                        box
                        net.core.rmem_default
                        net.core.rmem_max
                        net.core.somaxconn
                        net.core.wmem_default
                        net.core.wmem_max
                        sysctl: cannot stat /proc/sys/none/x: No such file or directory
                        sysctl: permission denied on key "kernel.ostype"
                        sysctl: no variables specified
                        Try 'sysctl --help' for more information.
                        """);
    }

    @Test
    void statShowsWhatIsKnown() throws InterruptedException {
        String time = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{9} \\+0000";
        assertThat(screen(
                "echo hello > f; chown 7:nogroup f; ln -s f l; stat f /dev/null l; stat -L -c '%n %s %a %A %U %F' l f none"
                        + "; true"))
                .matches("""
                          File: f
                          Size: 6         \tBlocks: 8          IO Block: 4096   regular file
                        Device: \\d+,\\d+\tInode: \\d+ +Links: 1
                        Access: \\(0644/-rw-r--r--\\)  Uid: \\(    7/       7\\)   Gid: \\(65534/ nogroup\\)
                        Access: TIME
                        Modify: TIME
                        Change: TIME
                         Birth: -
                          File: /dev/null
                          Size: 0         \tBlocks: 0          IO Block: 4096   character special file
                        Device: \\d+,\\d+\tInode: \\d+ +Links: 1     Device type: 1,3
                        Access: \\(0666/crw-rw-rw-\\)  Uid: \\(    0/    root\\)   Gid: \\(    0/    root\\)
                        Access: TIME
                        Modify: TIME
                        Change: TIME
                         Birth: -
                          File: l -> f
                        (?s:.*)
                        l 6 644 -rw-r--r-- 7 regular file
                        f 6 644 -rw-r--r-- 7 regular file
                        stat: cannot statx 'none': No such file or directory
                        """.replace("TIME", time));
    }

    @Test
    void psHasTheColumnsOfProcps() throws InterruptedException {
        assertThat(screen("ps -ef; ps aux; ps -z; ps uz; true")).matches("""
                UID          PID    PPID  C STIME TTY          TIME CMD
                root           1       0 +\\d+ \\d\\d:\\d\\d \\?        00:00:00 sh -c .*
                root           2       1 +\\d+ \\d\\d:\\d\\d \\?        00:00:00 ps -ef
                USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND
                root           1 +\\d+\\.\\d  0\\.\\d +\\d+ +\\d+ \\?        [RS]    \\d\\d:\\d\\d +0:00 sh -c .*
                root           3 +\\d+\\.\\d  0\\.\\d +\\d+ +\\d+ \\?        R    \\d\\d:\\d\\d +0:00 ps aux
                ps: invalid option -- 'z'
                Try 'ps --help' for more information.
                ps: unsupported option 'uz'
                Try 'ps --help' for more information.
                """);
    }

    @Test
    void rmSparesTheRoot() throws InterruptedException {
        assertThat(screen("rm -rf /; rm -rf --preserve-root //; mkdir r; echo x > r/f; "
                + "mount -o bind / r; rm -rf r; umount r; ls; rm -rf --no-preserve-root r; ls"))
                .isEqualTo("""
                        rm: it is dangerous to operate recursively on '/'
                        rm: use --no-preserve-root to override this failsafe
                        rm: it is dangerous to operate recursively on '//' (same as '/')
                        rm: use --no-preserve-root to override this failsafe
                        rm: it is dangerous to operate recursively on 'r' (same as '/')
                        rm: use --no-preserve-root to override this failsafe
                        r
                        """);
    }

    @Test
    void noLineTakesAllMemory() throws InterruptedException {
        assertThat(screen("grep x /dev/zero; echo $?; tail -n 1 /dev/zero; echo $?; tail -c 99M /dev/zero; true"))
                .isEqualTo("""
                        grep: /dev/zero: Cannot allocate memory
                        2
                        tail: error reading '/dev/zero': Cannot allocate memory
                        1
                        tail: memory exhausted
                        """);
    }

    @Test
    void tailFollowsAFile() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            machine.run(new Sh(), "sh", "-c", "echo first > /tmp/f");
            Task tail = machine.start(new Tail(), "tail", "-s", "0.01", "-f", "/tmp/f");
            machine.terminal().awaitText("first");
            machine.run(new Sh(), "sh", "-c", "echo second >> /tmp/f");
            machine.terminal().awaitText("first\nsecond\n");
            tail.sendSignal(Signal.SIGTERM.number());
            assertThat(tail.join()).isEqualTo(Signal.SIGTERM.number());
        }
    }

    @Test
    void psListsTheTasks() throws InterruptedException {
        assertThat(screen("ps | cat")).matches("""
                    PID TTY          TIME CMD
                      1 \\?        00:00:00 sh
                      2 \\?        00:00:00 ps
                (      3 \\?        00:00:00 (cat|sh)
                )?""");
    }

    @Test
    void syscallMakesAnyCall() throws InterruptedException {
        assertThat(
                screen("syscall write 1 hello 5; echo; syscall 83 /tmp/made 0755; ls -d made; syscall 83 /tmp/made 0; "
                        + "syscall 5000 1; syscall nonesuch; syscall write 1 '\"12\"' 2; true"))
                .isEqualTo("""
                        hellowrite(1, "hello", 5) = 5

                        mkdir("/tmp/made", 0755) = 0
                        made
                        mkdir("/tmp/made", 0) = -1 EEXIST (File exists)
                        5000(1) = -1 ENOSYS (Function not implemented)
                        syscall: nonesuch: no such system call
                        12write(1, "12", 2) = 2
                        """);
    }

    @Test
    void syscallTakesEveryNumberOfARegister() throws InterruptedException {
        assertThat(
                screen("syscall getuid 0xffffffffffffffff 18446744073709551615 -9223372036854775808 010; "
                        + "syscall 0xffffffffffffffff; syscall getuid 18446744073709551616; syscall getuid 0xg; "
                        + "syscall 09; syscall write 1 '\"12ab\"' 4; true"))
                .isEqualTo("""
                        getuid(0xffffffffffffffff, 18446744073709551615, -9223372036854775808, 010) = 0
                        -1() = -1 ENOSYS (Function not implemented)
                        syscall: 18446744073709551616: no number of 64 bits; a string that begins as one is \
                        '"18446744073709551616"'
                        syscall: 0xg: no number of 64 bits; a string that begins as one is '"0xg"'
                        syscall: 09: no number of 64 bits; a string that begins as one is '"09"'
                        12abwrite(1, "12ab", 4) = 4
                        """);
    }
}
