package org.jernel.user.menuos;

import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jernel.user.Machine;
import org.jernel.user.bin.Programs;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The mended shell, typed at. */
final class MenuOsTest {

    private static final String PROMPT = "MenuOS>>";
    private static final long READ = 0;
    private static final long RECVFROM = 45;

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
                        + programs + PROMPT);
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
            shell.sendSignal(Signal.SIGINT.number());
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
    void netstatShowsTheServer() throws InterruptedException {
        assertThat(session("replyhi", "netstat -tlp", "quit"))
                .contains("tcp        0      0 127.0.0.1:5001          0.0.0.0:*               LISTEN      2/menuos ");
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
            awaitWaitingIn(RECVFROM, shell);
            shell.sendSignal(Signal.SIGINT.number());
            machine.terminal().awaitText("hello: recv: Interrupted system call\n");
            machine.terminal().type("quit");
            assertThat(shell.join()).isZero();
            silent.sendSignal(Signal.SIGKILL.number());
            silent.join();
        }
    }

    @Test
    void anInterruptAtThePromptIsNoEndOfInput() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            Task shell = machine.start(new MenuOs(), "menuos");
            awaitWaitingIn(READ, shell);
            shell.sendSignal(Signal.SIGINT.number());
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
            Thread.onSpinWait();
        }
    }
}
