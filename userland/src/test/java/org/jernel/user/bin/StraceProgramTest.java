package org.jernel.user.bin;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.user.Machine;
import org.jernel.user.libc.Libc;
import org.jernel.user.sh.Sh;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** strace as a program of {@code /bin}, and tracefs, in the shell. */
final class StraceProgramTest {

    private static String sh(String script) throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            machine.run(new Sh(), "sh", "-c", "cd /tmp; " + script);
            return machine.terminal().screen();
        }
    }

    @Test
    void showsAProgramFromExecveToItsEnd() throws InterruptedException {
        assertThat(sh("strace true")).matches("""
                (?s)execve\\("/bin/true", \\["true"\\], 0x\\p{XDigit}+ /\\* \\d+ vars? \\*/\\) = 0
                exit_group\\(0\\)                           = \\?
                \\+\\+\\+ exited with 0 \\+\\+\\+
                """);
        assertThat(sh("strace -qq -e trace=none false; echo $?")).isEqualTo("1\n");
    }

    @Test
    void whatATracedTaskDoesNextIsAfterItsLine() throws InterruptedException {
        assertThat(sh("echo text > f; strace -qq -e trace=read,close cat f")).isEqualTo("""
                read(3, "text\\n", 65536)                = 5
                text
                read(3, "", 65536)                      = 0
                close(3)                                = 0
                """);
        assertThat(sh("strace -qq -s 1 -e trace=execve echo hi; echo $?"))
                .matches("execve\\(\"/bin/echo\", \\[\"e\"\\.\\.\\., \\.\\.\\.\\], .*\\) = 0\nhi\n0\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kill", "close"})
    void onlyDeathAndTheEndOfTheTraceEndTheStop(String end) throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            assertThat(machine.run((Libc libc, List<String> argv) -> {
                int trace = libc.open("/sys/kernel/debug/strace", Libc.O_RDWR);
                int[] gate = Objects.requireNonNull(libc.pipe());
                int child = libc.clone(own -> {
                    own.close(trace);
                    own.read(gate[0], new byte[1]);
                    own.getppid();
                    return 7;
                });
                libc.write(trace, ("-qq\n-p\n" + child + "\n").getBytes(StandardCharsets.US_ASCII));
                libc.write(gate[1], new byte[1]);
                assertThat(libc.read(trace, new byte[4096])).isPositive();
                libc.kill(child, Signal.SIGTERM.number());
                if (end.equals("kill")) {
                    libc.kill(child, Signal.SIGKILL.number());
                } else {
                    libc.close(trace);
                }
                return libc.waitpid(child, 0).status();
            }, "tracer")).isEqualTo((end.equals("kill") ? Signal.SIGKILL : Signal.SIGTERM).number() << Byte.SIZE);
        }
    }

    @Test
    void showsSignalsThatAreIgnoredAndNoDeliveryOfSigkill() throws InterruptedException {
        assertThat(sh("strace -o out -e trace=wait4 sh -c 'false; true'; cat out")).containsPattern(
                "--- SIGCHLD \\{si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=\\d+, si_uid=0, si_status=1, si_utime=0, "
                        + "si_stime=0\\} ---");
        assertThat(sh("strace -o out -e trace=wait4 "
                + "sh -c 'sh -c \"until grep -q ^61 /proc/$$/syscall; do true; done; kill -9 $$\"; true'; cat out"))
                .containsPattern(
                        "(?m)^wait4\\(\\d+,  <unfinished \\.\\.\\.>\\) += \\?\n\\+\\+\\+ killed by SIGKILL \\+\\+\\+$");
    }

    @Test
    void aTaskHasOneTracer() throws InterruptedException {
        assertThat(sh("strace -f -o out strace true; echo $?")).endsWith("Operation not permitted\n1\n");
    }

    @Test
    void showsTheLab() throws InterruptedException {
        assertThat(sh("strace -e %network hello")).contains(
                "socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3\n",
                "connect(3, {sa_family=AF_INET, sin_port=htons(",
                "sin_addr=inet_addr(\"127.0.0.1\")}, 16) = -1 ECONNREFUSED (Connection refused)\n",
                "+++ exited with 1 +++\n").doesNotContain("write(");
    }

    @Test
    void showsFiles() throws InterruptedException {
        assertThat(sh("echo text > f; strace -o out -e trace=%file,read cat f; cat out")).contains(
                "\nopen(\"f\", O_RDONLY)                     = 3\n", "\nread(3, \"text\\n\", ", "\nread(3, \"\", ");
    }

    @Test
    void showsWhatDescriptorsAreOf() throws InterruptedException {
        assertThat(sh("echo text > f; strace -qq -y -e read,close -o out cat f > /dev/null; cat out")).isEqualTo("""
                read(3</tmp/f>, "text\\n", 65536)        = 5
                read(3</tmp/f>, "", 65536)              = 0
                close(3</tmp/f>)                        = 0
                """);
        String listening = "while ! grep -q :1389 /proc/net/tcp; do true; done; ";
        assertThat(sh("replyhi & " + listening + "strace -yy -e sendto,write hello 2>&1")).containsPattern(
                "(write|sendto)\\(\\d+<TCP:\\[127\\.0\\.0\\.1:\\d+->127\\.0\\.0\\.1:\\d+]>, \"");
        assertThat(sh("strace -qq -xx -e rmdir rmdir ab")).contains("rmdir(\"\\x61\\x62\")");
    }

    @Test
    void followsChildren() throws InterruptedException {
        assertThat(sh("strace -f -o out -e trace=execve,exit_group sh -c 'true; false'; cat out"))
                .containsPattern("(?m)^\\d+ +execve\\(\"/bin/sh\", \\[\"sh\", \"-c\", \"true; false\"\\], ")
                .containsPattern("(?m)^\\d+ +execve\\(\"/bin/true\", \\[\"true\"\\], ")
                .containsPattern("(?m)^\\d+ +\\+\\+\\+ exited with 1 \\+\\+\\+$")
                .doesNotContain("attached");
    }

    @Test
    void writesAFileForEachTask() throws InterruptedException {
        assertThat(sh("strace -ff -o F -e trace=execve,exit_group,wait4 sh -c 'true; false'; "
                + "ls | wc -l; for f in F.*; do echo == $f; cat $f; done")).matches("""
                        (?s)3
                        == F\\.(\\d+)
                        execve\\("/bin/sh", \\["sh", "-c", "true; false"\\], .*\\) = 0
                        wait4\\(.* = (\\d+)
                        --- SIGCHLD .*
                        exit_group\\(1\\) +\\= \\?
                        \\+\\+\\+ exited with 1 \\+\\+\\+
                        == F\\.\\2
                        execve\\("/bin/true", \\["true"\\], [^=]*\\) = 0
                        exit_group\\(0\\) +\\= \\?
                        \\+\\+\\+ exited with 0 \\+\\+\\+
                        == F\\.\\d+
                        execve\\("/bin/false", \\["false"\\], [^=]*\\) = 0
                        exit_group\\(1\\) +\\= \\?
                        \\+\\+\\+ exited with 1 \\+\\+\\+
                        """).doesNotContain("unfinished", "resumed");
        assertThat(sh("strace -qq -ff -o F -e trace=none -e signal=none sh -c 'true; true'; ls | wc -l; cat F.*"))
                .isEqualTo("3\n");
        assertThat(sh("strace -ff -o /nonexistent/F true")).contains("strace: Can't fopen '/nonexistent/F.")
                .endsWith(": No such file or directory\n");
        assertThat(sh("strace -ff -e trace=exit_group sh -c 'true; true'")).contains("[pid ", "attached\n");
    }

    @Test
    void countsCalls() throws InterruptedException {
        assertThat(sh("strace -c hello")).contains(
                """
                        % time     seconds  usecs/call     calls    errors syscall
                        ------ ----------- ----------- --------- --------- ----------------
                        """)
                .containsPattern("\n +\\d+\\.\\d\\d +\\d+\\.\\d{6} +\\d+ +1 +1 connect\n")
                .containsPattern("\n100\\.00 +\\d+\\.\\d{6} +\\d+ +\\d+ +\\d+ total\n");
    }

    @Test
    void saysWhatIsWrongAsTheToolDoes() throws InterruptedException {
        String help = "\nTry 'strace -h' for more information.\n";
        assertThat(sh("strace")).isEqualTo("strace: must have PROG [ARGS] or -p PID" + help);
        assertThat(sh("strace -Z true")).isEqualTo("strace: invalid option -- 'Z'" + help);
        assertThat(sh("strace --zork true")).isEqualTo("strace: unrecognized option '--zork'" + help);
        assertThat(sh("strace -ff -c true")).isEqualTo("strace: (-c/--summary-only or -C/--summary) and "
                + "-ff/--output-separately are mutually exclusive" + help);
        assertThat(sh("strace -ff -o '|cat' true")).isEqualTo(
                "strace: piping the output and -ff/--output-separately are mutually exclusive" + help);
        assertThat(sh("strace -w true")).isEqualTo("strace: -w/--summary-wall-clock must be given with "
                + "(-c/--summary-only or -C/--summary)" + help);
        assertThat(sh("strace -cw true")).startsWith("% time     seconds").doesNotContain("strace:");
        assertThat(sh("strace -s x true")).isEqualTo("strace: invalid -s argument: 'x'" + help);
        assertThat(sh("strace -e trace=foo true")).isEqualTo("strace: invalid system call 'foo'\n");
        assertThat(sh("strace -e foo=bar true")).isEqualTo("strace: invalid system call 'foo=bar'\n");
        assertThat(sh("strace -e trace=%foo true")).isEqualTo("strace: invalid system call '%foo'\n");
        assertThat(sh("strace nosuch")).isEqualTo("strace: Can't stat 'nosuch': No such file or directory\n");
        assertThat(sh("strace -p 9999; echo $?")).contains("9999: No such process\n1\n");
        assertThat(sh("strace -p x")).isEqualTo("strace: Invalid process id: 'x'\n");
    }

    @Test
    void whatItSaysItselfOfAProgramThatCannotBeExecutedIsNotShown() throws InterruptedException {
        assertThat(sh("strace /etc/passwd; echo $?")).matches("""
                (?s)execve\\("/etc/passwd", \\["/etc/passwd"\\], 0x\\p{XDigit}+ /\\* \\d+ vars? \\*/\\) = -1 EACCES \
                \\(Permission denied\\)
                strace: exec: Permission denied
                \\+\\+\\+ exited with 1 \\+\\+\\+
                1
                """);
    }

    @Test
    void anInjectedSignalHasTheToolsSiginfo() throws InterruptedException {
        assertThat(sh("strace -qq -e trace=rmdir -e inject=rmdir:signal=CHLD rmdir x")).contains(
                "--- SIGCHLD {si_signo=SIGCHLD, si_code=SI_KERNEL, si_pid=0, si_uid=0, si_status=0, si_utime=0, "
                        + "si_stime=0} ---\n");
    }

    /** Each is one that the real tool takes. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "signal=SIGRTMIN        | --- SIGRTMIN {",
        "signal=rtmin           | --- SIGRTMIN {",
        "signal=RT_1            | --- SIGRT_1 {",
        "signal=SIGRT_32        | --- SIGRT_32 {",
        "signal=SigUsr1         | --- SIGUSR1 {",
        "error=eperm            | = -1 EPERM (Operation not permitted) (INJECTED)",
        "error=00000001         | = -1 EPERM (Operation not permitted) (INJECTED)",
        "error=EPERM:           | = -1 EPERM (Operation not permitted) (INJECTED)",
        "error=EPERM::when=+2   | (INJECTED)",
        "error=EPERM:when=1..+3 | (INJECTED)",
        "error=EPERM:when=1++2  | (INJECTED)",
        "delay_enter=0          | = -1 ENOENT (No such file or directory) (DELAYED)",
        "delay_exit=0           | = -1 ENOENT (No such file or directory) (DELAYED)"})
    void takesWhatTheToolTakes(String injection, String shown) throws InterruptedException {
        assertThat(sh("strace -qq -e trace=rmdir -e inject=rmdir:" + injection + " rmdir x y")).contains(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "signal=SIGRT_0", "signal=RT_33", "signal=RT_05", "signal=RTMAX", "error=0x10", "error=0", "error=EPERM:when=+",
        "error=EPERM:when=1+0", "error=EPERM:when=-1", "error=EPERM:when=70000", "delay_enter=", "delay_enter=-1", ":",
        ""})
    void refusesWhatTheToolRefuses(String injection) throws InterruptedException {
        assertThat(sh("strace -qq -e trace=rmdir -e inject=rmdir:" + injection + " rmdir x"))
                .startsWith("strace: invalid inject argument 'rmdir:" + injection + "'");
    }

    @Test
    void aDelayBeforeACallIsPartOfItsTimeAndOneAfterItIsNot() throws InterruptedException {
        assertThat(sh("strace -qq -T -e trace=rmdir -e inject=rmdir:delay_enter=300ms rmdir x"))
                .containsPattern("\\(DELAYED\\) <(0\\.[3-9]|[1-9])");
        assertThat(sh("strace -qq -T -e trace=rmdir -e inject=rmdir:delay_exit=2s rmdir x"))
                .containsPattern("\\(DELAYED\\) <[01]\\.");
    }

    @Test
    void injectsIntoTheTracedTasksAlone() throws InterruptedException {
        assertThat(sh("strace -e getuid -e inject=getuid:error=EPERM:when=2 sh -c 'syscall getuid; id' 2>&1"))
                .as("children are not traced without -f").doesNotContain("INJECTED");
        assertThat(sh("strace -e trace=mkdir -e fault=mkdir mkdir a & mkdir b; wait; ls")).contains(
                "mkdir(\"a\", 0777)                        = -1 ENOSYS (Function not implemented) (INJECTED)\n",
                "mkdir: cannot create directory 'a': Function not implemented\n").endsWith("\nb\n");
        assertThat(sh("strace -e trace=rmdir -e inject=rmdir:retval=0:delay_exit=1 rmdir x; ls")).startsWith(
                "rmdir(\"x\")                              = 0 (INJECTED) (DELAYED)\n");
        assertThat(sh("strace -f -e trace=getppid -e inject=getppid:retval=7:when=2 "
                + "sh -c 'syscall getppid; syscall getppid' 2>&1")).doesNotContain("INJECTED");
        assertThat(sh("strace -e trace=getuid -e inject=rmdir:error=EPERM rmdir x")).as("as rmdir is not traced")
                .startsWith("rmdir: failed to remove 'x': No such file or directory\n");
    }

    @Test
    void ofTwoInjectionsIntoACallTheLaterOneIsInForce() throws InterruptedException {
        assertThat(sh("strace -qq -e trace=rmdir -e inject=all:error=EPERM -e inject=rmdir:error=EBUSY rmdir x y"))
                .contains("(Device or resource busy) (INJECTED)").doesNotContain("EPERM");
        assertThat(sh("strace -qq -e trace=rmdir -e inject=rmdir:signal=USR1 rmdir x; echo $?")).isEqualTo("""
                rmdir("x")                              = -1 ENOENT (No such file or directory)
                --- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_KERNEL} ---
                138
                """);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "inject=rmdir                | invalid inject argument 'rmdir': one of error, retval",
        "inject=rmdir:colour=red     | invalid inject argument 'rmdir:colour=red': 'colour' is nothing that can be",
        "inject=rmdir:error=EWHAT    | invalid inject argument 'rmdir:error=EWHAT': 'EWHAT' is no errno",
        "fault=rmdir:signal=USR1     | invalid fault argument 'rmdir:signal=USR1': 'signal' goes with inject=",
        "inject=nosuch:error=1       | invalid system call 'nosuch'",
        "inject=vfs_read:error=1     | invalid system call 'vfs_read'",
        "inject=:error=EPERM         | invalid system call ''",
        "inject=/(:error=1           | regcomp: (: Unclosed group",
        "fault=                      | invalid system call ''"})
    void anInjectionThatCannotBeIsRefusedBeforeAnythingRuns(String expression, String reason)
            throws InterruptedException {
        assertThat(sh("strace -e '" + expression + "' mkdir made; echo $?; ls"))
                .startsWith("strace: " + reason).endsWith("\n1\n").hasLineCount(2);
    }

    @Test
    void timesOfDayAndOfCalls() throws InterruptedException {
        assertThat(sh("strace -tt -T -e exit_group,execve true")).containsPattern(
                "(?m)^\\d\\d:\\d\\d:\\d\\d\\.\\d{6} execve\\(.* = 0 <\\d+\\.\\d{6}>$");
        assertThat(sh("strace -r -e execve true")).containsPattern("(?m)^     0\\.000000 execve");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HUP", "INT", "TERM"})
    void letsTasksGoAtASignal(String signal) throws InterruptedException {
        int signo = Signal.valueOf("SIG" + signal).number();
        // The message comes when the tracer is ready for signals.
        String attached = "until grep -q attached said; do true; done; ";
        assertThat(sh("sleep 100 & s=$!; strace -p $s 2> said & p=$!; until test -s said; do true; done; " + attached
                + "kill -" + signal
                + " $p; wait $p; code=$?; cat said; echo rc $code; grep TracerPid /proc/$s/status; kill $s"))
                .matches("(?s)strace: Process (\\d+) attached\n.*strace: Process \\1 detached\n.*rc " + (128 + signo)
                        + "\nTracerPid:\t0\n.*");
    }

    @Test
    void theProgramEndsWithItsTrace() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            Task strace = machine.start(new StraceProgram(), "strace", "-e", "trace=nanosleep", "sleep", "100");
            machine.terminal().awaitText("nanosleep(");
            strace.sendSignal(Signal.SIGTERM.number());
            assertThat(strace.join()).isEqualTo(Signal.SIGTERM.number());
            assertThat(machine.terminal().screen())
                    .matches(
                            "nanosleep\\(\\{tv_sec=100, tv_nsec=0}, strace: Process \\d+ detached\n <detached \\.\\.\\.>\n");
            machine.awaitNoTasks();
        }
    }

    @Test
    void whatGoesToAFileIsWrittenToItsEnd() throws InterruptedException {
        // Once the beginning of a line is there, the tracer does not listen to signals.
        assertThat(sh("mknod gate p; strace -o out -e trace=open cat gate & p=$!; until test -s out; do true; done; "
                + "kill -TERM $p; echo typed > gate; wait $p; echo rc $?; cat out"))
                .matches("typed\nrc 0\nopen\\(\"gate\", O_RDONLY\\) += 3\n\\+\\+\\+ exited with 0 \\+\\+\\+\n");
    }

    @Test
    void theOutputIsACommandOrCannotBeWritten() throws InterruptedException {
        assertThat(sh("strace -o '|wc -l' -e trace=write echo hi")).isEqualTo("hi\n2\n");
        assertThat(sh("strace -o '!wc -l' -e trace=write echo hi")).isEqualTo("hi\n2\n");
        assertThat(sh("strace -o /dev/full -e trace=write echo hi; echo $?"))
                .contains("strace: /dev/full: No space left on device\n").endsWith("0\n");
    }

    @Test
    void helps() throws InterruptedException {
        assertThat(sh("strace -h; echo $?")).startsWith("Usage: strace [-").endsWith("\n0\n");
        assertThat(sh("strace --help; echo $?")).startsWith("Usage: strace [-").endsWith("\n0\n");
    }

    @Test
    void attachesToATask() throws InterruptedException {
        assertThat(sh("sleep 2 & strace -p $!")).contains("strace: Process ", " attached\n",
                "+++ exited with 0 +++\n");
    }

    /** As the tool has it, the call is made again where the kernel makes it again. */
    @Test
    void attachingShowsTheCallThatATaskSleepsIn() throws InterruptedException {
        assertThat(sh("sleep 2 & until grep -q sleeping /proc/$!/status; do true; done; strace -qq -p $!")).contains(
                "restart_syscall(<... resuming interrupted read ...>) = 0\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait4", "read", "epoll_wait"})
    void attachingInterruptsACallAsOnLinux(String call) throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            @SuppressWarnings("JdkObsolete") // the traced task writes it, too
            StringBuffer text = new StringBuffer();
            int[] result = {-1};
            machine.run((Libc libc, List<String> argv) -> {
                int[] pipe = Objects.requireNonNull(libc.pipe());
                int sleeper = libc.clone((Libc own) -> {
                    own.close(pipe[1]);
                    result[0] = switch (call) {
                        case "wait4" -> {
                            own.clone(child -> child.read(pipe[0], new byte[1]));
                            yield own.waitpid(-1, 0).pid() > 0 ? 1 : -1;
                        }
                        case "read" -> own.read(pipe[0], new byte[1]);
                        default -> own.epollWait(own.epollCreate1(0), 1, -1).isEmpty() ? -1 : 1;
                    };
                    return 0;
                });
                await(machine, sleeper);
                int trace = libc.open("/sys/kernel/debug/strace", Libc.O_RDWR);
                libc.write(trace, ("-qq\n-p\n" + sleeper + "\n").getBytes(StandardCharsets.US_ASCII));
                boolean waits = !call.equals("epoll_wait");
                byte[] buffer = new byte[4096];
                for (int n = libc.read(trace, buffer); n > 0; n = libc.read(trace, buffer)) {
                    text.append(new String(buffer, 0, n, StandardCharsets.US_ASCII));
                    if (waits) {
                        // What the tracer has seen begin is the call made again.
                        waits = false;
                        libc.write(pipe[1], new byte[1]);
                    }
                }
                return libc.waitpid(sleeper, 0).status();
            }, "tracer");
            assertThat(text.toString()).startsWith(switch (call) {
                case "wait4" -> "wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 1}], 0, NULL) = ";
                case "read" -> "read(3, \"\\0\", 1) ";
                default -> "exit_group(0)";
            });
            assertThat(result[0]).as("what the call returned").isEqualTo(call.equals("epoll_wait") ? -1 : 1);
        }
    }

    private static void await(Machine machine, int pid) {
        Task task = Objects.requireNonNull(machine.kernel().tasks().find(pid));
        while (!task.isAsleep()) {
            LockSupport.parkNanos(1);
        }
    }

    @Test
    void tracingFromTheShell() throws InterruptedException {
        assertThat(sh("cd /sys/kernel/tracing; echo 1 > events/syscalls/sys_enter_socket/enable; hello; cat trace"))
                .contains(
                        "# tracer: nop\n")
                .containsPattern("           hello-\\d+ +\\[000\\] \\.{5} +\\d+\\.\\d{6}: sys_socket\\(family: 2, ");
    }
}
