package org.jernel.user.menuos;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.task.TaskState;
import org.jernel.user.Machine;
import org.jernel.user.bin.Programs;
import org.jernel.user.libc.Libc;
import org.jernel.user.libc.LineReader;
import org.jernel.user.libc.ProgramFormat;
import org.jernel.user.libc.SignalHandler;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The mended shell, typed at. */
final class MenuOsTest {

    private static final String PROMPT = "MenuOS>>";
    private static final long READ = 0;
    private static final long RECVFROM = 45;
    private static final long WAIT4 = 61;

    /** What the shell shows, line by line, without the banner. */
    private static String session(String... lines) throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            machine.terminal().type(lines).end();
            assertThat(machine.run(new MenuOs(), "menuos")).isZero();
            return machine.terminal().screen().substring(Banner.TEXT.length());
        }
    }

    @Test
    void quitEndsIt() throws InterruptedException {
        assertThat(session("quit", "help")).isEqualTo(PROMPT);
    }

    @Test
    void theEndOfInputEndsItOnALineOfItsOwn() throws InterruptedException {
        assertThat(session()).isEqualTo(PROMPT + "\n");
    }

    @Test
    void helpListsTheCommandsAsTheLabDoes() throws InterruptedException {
        String programs = Programs.ALL.stream()
                .filter(program -> !program.name().equals("replyhi"))
                .map(program -> program.name() + " - " + program.help() + "\n")
                .collect(Collectors.joining());
        assertThat(session("help", "quit"))
                .isEqualTo(PROMPT
                        + """
                                help - Menu List:
                                version - MenuOS V1.0(Based on Linux 3.18.6)
                                quit - Quit from MenuOS
                                time - Show System Time
                                time-asm - Show System Time(asm)
                                replyhi - Reply hi TCP Service
                                """
                        + programs
                        + """
                                bg - Let a Stopped Job Go On: [%N]
                                cd - Change the Working Directory
                                exit - Quit with a Code
                                export - Set the Environment: NAME=VALUE
                                fg - Wait for a Job: [%N]
                                jobs - List What Runs in the Background
                                wait - Wait for What Runs in the Background
                                """
                        + PROMPT);
        assertThat(programs).startsWith("hello - Hello TCP Client\nping - Ping a Host\n");
    }

    @Test
    void versionPrintsAndAnEmptyLineIsNothing() throws InterruptedException {
        assertThat(session("version", "", "   ", "quit"))
                .isEqualTo(PROMPT + "MenuOS V1.0(Based on Linux 3.18.6)\n" + PROMPT + PROMPT + PROMPT);
    }

    @Test
    void anUnknownCommandGetsOneLine() throws InterruptedException {
        assertThat(session("frobnicate", "quit"))
                .isEqualTo(PROMPT + "frobnicate: no such command; help lists them\n" + PROMPT);
    }

    @Test
    void bothClocksTellTheTime() throws InterruptedException {
        assertThat(session("time", "time-asm", "quit"))
                .matches("(MenuOS>>time:2\\d{3}:(1[0-2]|[1-9]):\\d+:\\d+:\\d+:\\d+\n){2}MenuOS>>");
    }

    @Test
    void helloIsAnsweredByHi() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            machine.terminal().type("replyhi", "hello", "quit");
            assertThat(machine.run(new MenuOs(), "menuos")).isZero();
            assertThat(machine.terminal().screen())
                    .contains("Please input hello...\n")
                    .containsPattern("recv \"hello\" from 127\\.0\\.0\\.1:\\d+\n")
                    .containsPattern("send \"hi\" to 127\\.0\\.0\\.1:\\d+\n")
                    .contains("send \"hello\" to 127.0.0.1:5001\n")
                    .contains("recv \"hi\" from 127.0.0.1:5001\n");
            assertThat(machine.kernel().tasks().list()).isEmpty();
        }
    }

    @Test
    void pingIsInterruptedAndTheShellGoesOn() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            machine.terminal().type("ping 127.0.0.1");
            Task shell = machine.start(new MenuOs(), "menuos");
            machine.terminal().awaitText("icmp_seq=1 ttl=64 time=");
            machine.type(Signal.SIGINT);
            machine.terminal().awaitText("rtt min/avg/max/mdev");
            machine.terminal().type("version", "quit");
            assertThat(shell.join()).isZero();
            assertThat(machine.terminal().screen()).contains("MenuOS V1.0");
        }
    }

    @Test
    void servicesEndWithTheShell() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            Task shell = machine.start(new MenuOs(), "menuos");
            machine.terminal().type("httpd", "echod 7", "httpd", "echod 65536");
            machine.terminal().awaitText("httpd: serving at 127.0.0.1:8080\n");
            machine.terminal().awaitText("echod: serving at 127.0.0.1:7\n");
            machine.terminal().awaitText("httpd: 127.0.0.1:8080: Address already in use\n");
            machine.terminal().awaitText("echod: usage: echod [PORT]\n");
            machine.terminal().type("quit");
            assertThat(shell.join()).isZero();
            assertThat(machine.kernel().tasks().list()).isEmpty();
        }
    }

    @Test
    void programsOfBinRunWithPipesRedirectionAndInTheBackground() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            Task shell = machine.start(new MenuOs(), "menuos");
            machine.terminal().type(
                    "echo hello world > /tmp/f",
                    "cat /tmp/f | wc -w > /tmp/n 2>&1; cat < /tmp/n",
                    "ls /none && echo yes || echo no $?",
                    "sleep 1000 | cat &",
                    "jobs");
            machine.terminal().awaitText("[1]+  Running                 sleep 1000 | cat &\n");
            machine.terminal().type("syscall getpid; syscall 428 7; syscall close 99", "kill -9 0 | |", "quit");
            assertThat(shell.join()).isZero();
            assertThat(machine.terminal().screen().substring(Banner.TEXT.length()))
                    .matches("""
                            MenuOS>>\
                            MenuOS>>2
                            MenuOS>>ls: cannot access '/none': No such file or directory
                            no 2
                            MenuOS>>\\[1] \\d+
                            MenuOS>>\\[1]\\+  Running                 sleep 1000 \\| cat &
                            MenuOS>>getpid\\(\\) = \\d+
                            myTest\\(7\\) = 0
                            close\\(99\\) = -1 EBADF \\(Bad file descriptor\\)
                            MenuOS>>MenuOS: 7: Syntax error: "\\|" unexpected
                            MenuOS>>""");
            assertThat(machine.kernel().tasks().list()).isEmpty();
        }
    }

    @Test
    void filesOfProcAreReadAndWrittenByPrograms() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            Task shell = machine.start(new MenuOs(), "menuos");
            machine.terminal().type(
                    "echo box > /proc/sys/kernel/hostname; cat /proc/sys/kernel/hostname",
                    "cat /proc/self/cmdline | wc -c; cat /proc/self/comm",
                    "echo many > /proc/sys/net/core/somaxconn",
                    "ls /proc/sys/net",
                    "quit");
            assertThat(shell.join()).isZero();
            assertThat(machine.terminal().screen().substring(Banner.TEXT.length()))
                    .matches("""
                            MenuOS>>box
                            MenuOS>>23
                            cat
                            MenuOS>>.*Invalid argument
                            MenuOS>>core\\s+ipv4\\s+unix
                            MenuOS>>""");
        }
    }

    @Test
    void aJobThatEndedIsToldBeforeTheNextPrompt() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            Task shell = machine.start(new MenuOs(), "menuos");
            machine.terminal().type("false &");
            machine.terminal().awaitText("[1] 2\n");
            awaitZombie(machine, 2);
            machine.terminal().type("version", "quit");
            assertThat(shell.join()).isZero();
            assertThat(machine.terminal().screen())
                    .containsOnlyOnce("\n[1]+  Exit 1                  false\n" + PROMPT);
        }
    }

    private static void awaitZombie(Machine machine, int pid) {
        Task task = machine.kernel().tasks().find(pid);
        while (task != null && task.state() == TaskState.RUNNING) {
            LockSupport.parkNanos(1);
        }
    }

    @Test
    void anInterruptEndsAWholePipelineAndTheRestOfTheLine() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            Task shell = machine.start(new MenuOs(), "menuos");
            machine.terminal().type("echo started; sleep 1000 | sh -c 'sleep 1000; echo never' ; echo never");
            machine.terminal().awaitText("started\n");
            awaitWaitingIn(WAIT4, shell);
            while (machine.kernel().tasks().list().stream()
                    .filter(task -> task.comm().equals("sleep") && task.isAsleep())
                    .count()
                    < 2) {
                LockSupport.parkNanos(1);
            }
            machine.type(Signal.SIGINT);
            machine.terminal().awaitText("started\n\n" + PROMPT);
            machine.terminal().type("echo $?", "quit");
            assertThat(shell.join()).isZero();
            assertThat(machine.terminal().screen())
                    .endsWith("started\n\n" + PROMPT + "130\n" + PROMPT)
                    .doesNotContain("never");
            // The one that the inner shell started is nobody's child by now, and ends when it comes to it.
            machine.awaitNoTasks();
        }
    }

    @Test
    void anInterruptForgetsAnUnfinishedCommand() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            Task shell = machine.start(new MenuOs(), "menuos");
            machine.terminal().type("echo 'never");
            machine.terminal().awaitText(PROMPT + "> ");
            awaitWaitingIn(READ, shell);
            machine.type(Signal.SIGINT);
            machine.terminal().awaitText("> \n" + PROMPT);
            machine.terminal().type("echo $?", "quit");
            assertThat(shell.join()).isZero();
            assertThat(machine.terminal().screen())
                    .endsWith(PROMPT + "> \n" + PROMPT + "130\n" + PROMPT)
                    .doesNotContain("never");
        }
    }

    @Test
    void anInterruptAtThePromptShowsAnotherOne() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            Task shell = machine.start(new MenuOs(), "menuos");
            machine.terminal().awaitText(PROMPT);
            awaitWaitingIn(READ, shell);
            machine.type(Signal.SIGINT);
            machine.terminal().awaitText(PROMPT + "\n" + PROMPT);
            machine.terminal().type("quit");
            assertThat(shell.join()).isZero();
        }
    }

    @Test
    void theEndOfInputThatIsTypedEndsTheProgramThatReads() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            Task shell = machine.start(new MenuOs(), "menuos");
            machine.terminal().type("cat", "shown").typeEnd().type("echo after", "cat | cat", "again").typeEnd()
                    .typeEnd();
            assertThat(shell.join()).isZero();
            assertThat(machine.terminal().screen())
                    .endsWith(PROMPT + "shown\n" + PROMPT + "after\n" + PROMPT + "again\n" + PROMPT + "\n");
        }
    }

    @Test
    void anInterruptEndsTheProgramThatReadsTheTerminal() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            Task shell = machine.start(new MenuOs(), "menuos");
            machine.terminal().type("cat; echo never", "shown");
            machine.terminal().awaitText("shown\n");
            awaitWaitingIn(READ, machine.kernel().tasks().list().getLast());
            machine.type(Signal.SIGINT);
            machine.terminal().awaitText("shown\n\n" + PROMPT);
            machine.terminal().type("echo $?; read name; echo never");
            machine.terminal().awaitText("130\n");
            awaitWaitingIn(READ, shell);
            machine.type(Signal.SIGINT);
            machine.terminal().awaitText("130\n" + PROMPT);
            machine.terminal().type("echo $?", "quit");
            assertThat(shell.join()).isZero();
            assertThat(machine.terminal().screen())
                    .endsWith("shown\n\n" + PROMPT + "130\n" + PROMPT + "130\n" + PROMPT)
                    .doesNotContain("never");
        }
    }

    @Test
    void netstatShowsTheServer() throws InterruptedException {
        assertThat(session("replyhi", "netstat -tlp", "quit"))
                .contains("tcp        0      0 127.0.0.1:5001          0.0.0.0:*               LISTEN      2/replyhi ");
    }

    @Test
    void aRefusedConnectionIsOneLineAndTheShellGoesOn() throws InterruptedException {
        assertThat(session("hello", "version", "quit"))
                .isEqualTo(PROMPT + "hello: connect to 127.0.0.1:5001: Connection refused\n" + PROMPT
                        + "MenuOS V1.0(Based on Linux 3.18.6)\n" + PROMPT);
    }

    @Test
    void aSecondServerSaysThatTheAddressIsInUse() throws InterruptedException {
        assertThat(session("replyhi", "replyhi", "quit"))
                .isEqualTo(PROMPT + "Reply hi TCP Service Started!\nPlease input hello...\n" + PROMPT
                        + "replyhi: bind to 127.0.0.1:5001: Address already in use\n" + PROMPT);
    }

    @Test
    void theServerCanStopAndStartAgain() throws InterruptedException {
        assertThat(session("replyhi stop", "replyhi", "replyhi stop", "hello", "replyhi", "replyhi now", "quit"))
                .isEqualTo(PROMPT + "replyhi: not running\n" + PROMPT
                        + "Reply hi TCP Service Started!\nPlease input hello...\n" + PROMPT
                        + "Reply hi TCP Service Stopped!\n" + PROMPT
                        + "hello: connect to 127.0.0.1:5001: Connection refused\n" + PROMPT
                        + "Reply hi TCP Service Started!\nPlease input hello...\n" + PROMPT
                        + "replyhi: usage: replyhi [stop]\n" + PROMPT);
    }

    @Test
    void anInterruptEndsTheCommandThatWaitsAndNotTheShell() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            Task silent = machine.start(new SilentServer(), "silent");
            machine.terminal().awaitText("listening\n");
            machine.terminal().type("hello");
            Task shell = machine.start(new MenuOs(), "menuos");
            machine.terminal().awaitText("send \"hello\" to 127.0.0.1:5001\n");
            Task hello = machine.kernel().tasks().list().getLast();
            assertThat(hello.comm()).isEqualTo("hello");
            awaitWaitingIn(RECVFROM, hello);
            machine.type(Signal.SIGINT);
            assertThat(hello.join()).isEqualTo(Signal.SIGINT.number());
            machine.terminal().type("echo code $?", "quit");
            assertThat(shell.join()).isZero();
            assertThat(machine.terminal().screen()).endsWith("\n" + PROMPT + "code 130\n" + PROMPT);
            silent.sendSignal(Signal.SIGKILL.number());
            silent.join();
        }
    }

    @Test
    void anInterruptAtThePromptIsNoEndOfInput() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            Task shell = machine.start(new MenuOs(), "menuos");
            awaitWaitingIn(READ, shell);
            machine.type(Signal.SIGINT);
            machine.terminal().type("version", "quit");
            assertThat(shell.join()).isZero();
            assertThat(machine.terminal().screen()).contains("MenuOS V1.0(Based on Linux 3.18.6)\n");
        }
    }

    @Test
    void theServerTakesItsFormerPortFromConnectionsThatLinger() throws InterruptedException {
        KernelConfig config = KernelConfig.hermetic().withRebindsTimeWait();
        try (Machine machine = Machine.boot(config)) {
            machine.terminal().type("replyhi", "hello", "replyhi stop", "replyhi", "hello", "quit");
            assertThat(machine.run(new MenuOs(), "menuos")).isZero();
            assertThat(machine.terminal().screen().split("recv \"hi\"", -1)).hasSize(3);
        }
    }

    private static void awaitWaitingIn(long nr, Task task) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!task.isAsleep() || task.syscallNumber() != nr) {
            assertThat(System.nanoTime()).as("call %d", task.syscallNumber()).isLessThan(deadline);
            LockSupport.parkNanos(1);
        }
    }

    @Test
    void anErrorOfReadingIsToldAndOneThatPersistsEndsTheShell() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            machine.terminal().type("inject read:error=EINTR:when=1..50", "echo interrupted");
            machine.terminal().type("inject read:error=EIO:when=1", "echo still there", "inject read:error=EIO");
            assertThat(machine.run(new MenuOs(), "menuos")).isEqualTo(2 << 8);
            String failure = PROMPT + "MenuOS: error reading input: Input/output error\n";
            assertThat(machine.terminal().screen())
                    .contains(PROMPT + "interrupted\n")
                    .contains(failure + PROMPT + "still there\n")
                    .endsWith(failure.repeat(3));
        }
    }

    @Test
    void aLineThatIsTooLongIsLeftOut() throws InterruptedException {
        String line = "x".repeat(LineReader.LONGEST + 1);
        assertThat(session(line, "echo next", "quit"))
                .isEqualTo(
                        PROMPT + "MenuOS: error reading input: Cannot allocate memory\n" + PROMPT + "next\n" + PROMPT);
    }

    @Test
    void aServiceIsAJobOfTheShellWithANameOfItsOwn() throws InterruptedException {
        assertThat(session("replyhi &", "jobs", "ps -ef | grep -v ps", "kill %1; wait", "jobs", "quit"))
                .contains(PROMPT + "Reply hi TCP Service Started!\nPlease input hello...\n")
                .contains(PROMPT + "[1]+  Running                 replyhi &\n")
                .containsPattern("root +2 +1 .* replyhi\n")
                .endsWith(PROMPT + PROMPT + PROMPT);
    }

    @Test
    void jobsAreKilledAndAwaited() throws InterruptedException {
        assertThat(session(
                "sleep 1000 &",
                "sleep 2000 | cat &",
                "jobs",
                "kill %1; wait %1; echo $?",
                "jobs",
                "kill -9 %sleep; wait",
                "fg",
                "false & wait $!; echo $?; wait 999; wait %7; kill %8; fg; bg %9",
                "jobs",
                "quit").replaceAll("\\[(\\d)] \\d+\n", "[$1] PID\n"))
                .isEqualTo("""
                        MenuOS>>[1] PID
                        MenuOS>>[2] PID
                        MenuOS>>[1]-  Running                 sleep 1000 &
                        [2]+  Running                 sleep 2000 | cat &
                        MenuOS>>143
                        MenuOS>>[2]+  Running                 sleep 2000 | cat &
                        MenuOS>>MenuOS>>fg: current: no such job
                        MenuOS>>[1] PID
                        1
                        wait: pid 999 is not a child of this shell
                        wait: %7: no such job
                        kill: %8: no such job
                        fg: current: no such job
                        bg: %9: no such job
                        MenuOS>>MenuOS>>""");
    }

    @Test
    void aJobInTheForegroundEndsWithTheCodeOfItsLastTask() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            Task shell = machine.start(new MenuOs(), "menuos");
            machine.terminal().type("mknod /gate p", "false | cat /gate &", "fg; echo code $?");
            machine.terminal().awaitText(PROMPT + "false | cat /gate\n");
            machine.run((Libc libc, List<String> argv) -> libc.close(libc.open("/gate", Libc.O_WRONLY)), "open");
            machine.terminal().type("quit");
            assertThat(shell.join()).isZero();
            assertThat(machine.terminal().screen()).endsWith(PROMPT + "false | cat /gate\ncode 0\n" + PROMPT);
        }
    }

    @Test
    void aJobThatDoesNotListenIsKilledAtTheEnd() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            machine.kernel().get(ProgramFormat.class).install("/bin/deaf", () -> (Libc libc, List<String> argv) -> {
                libc.signal(Signal.SIGTERM.number(), SignalHandler.IGNORE);
                libc.printf("deaf\n");
                return libc.nanosleep(Long.MAX_VALUE);
            });
            Task shell = machine.start(new MenuOs(), "menuos");
            machine.terminal().type("deaf && true &", "deaf &");
            machine.terminal().awaitText("deaf\n");
            machine.terminal().type("quit");
            assertThat(shell.join()).isZero();
            assertThat(machine.kernel().tasks().list()).isEmpty();
        }
    }

    @Test
    void waitingEndsWhereTheJobMeetsABreakpoint() throws InterruptedException {
        // It stops before the shell waits, of which the prompt tells, or while it does.
        assertThat(session("break getuid", "syscall getuid &", "wait", "echo waited", "delete", "wait", "quit")
                .replaceAll("\\[(\\d)] \\d+\n", "[$1] PID\n"))
                .startsWith(PROMPT + "Breakpoint 1 at __x64_sys_getuid\n" + PROMPT + "[1] PID\n")
                .containsPattern("\\[1]\\+  Stopped                 syscall getuid\n(" + PROMPT + "){1,2}waited\n")
                .containsOnlyOnce("Stopped");
    }

    @Test
    void aStoppedCommandIsAJobOfItsName() throws InterruptedException {
        assertThat(session(
                "break getuid",
                "syscall getuid",
                "jobs",
                "fg",
                "jobs",
                "syscall getuid",
                "quit").replaceAll("\\[(\\d)] \\d+\n", "[$1] PID\n"))
                .contains("[1]+  Stopped                 syscall getuid\n" + PROMPT)
                .contains(PROMPT + "[1]+  Stopped                 syscall getuid\n" + PROMPT + "syscall getuid\n")
                .contains("getuid() = 0\n" + PROMPT + PROMPT);
    }
}
