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
