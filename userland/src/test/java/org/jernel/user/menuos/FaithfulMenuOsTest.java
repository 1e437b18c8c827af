package org.jernel.user.menuos;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.time.HostClock;
import org.jernel.kernel.time.KernelClock;
import org.jernel.user.Machine;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The shell as the lab's own code has it, to the letter. */
final class FaithfulMenuOsTest {

    private static final String PROMPT = "MenuOS>>";

    @Test
    void slipsAndAll() throws InterruptedException {
        KernelConfig config = KernelConfig.hermetic().withClock(new FrozenRealtime());
        try (Machine machine = Machine.boot(config)) {
            machine.terminal().type("help", "version", "time", "time-asm", "frobnicate", "hello", "quit").end();
            assertThat(machine.run(new FaithfulMenuOs(), "menuos")).isZero();
            assertThat(machine.terminal().screen().substring(Banner.TEXT.length()))
                    .isEqualTo(PROMPT
                            + """
                                    help - Menu List:
                                    version - MenuOS V1.0(Based on Linux 3.18.6)
                                    quit - Quit from MenuOS
                                    time - Show System Time
                                    time-asm - Show System Time(asm)
                                    replyhi - Reply hi TCP Service
                                    hello - Hello TCP Client
                                    """
                            + PROMPT + PROMPT
                            + "time:2019:11:15:12:34:56\n" + PROMPT
                            + "time:2019:11:15:12:34:56\n" + PROMPT
                            + "This is a wrong cmd!\n " + PROMPT
                            + "Connect Error,test.c:171\n" + PROMPT + PROMPT);
        }
    }

    @Test
    void bothSidesSayThatTheyReplyHi() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            machine.terminal().type("replyhi");
            Task shell = machine.start(new FaithfulMenuOs(), "menuos");
            machine.terminal().awaitText("Please input hello...\n");
            int client = 0;
            while (!machine.terminal().screen().contains("recv \"hi\" from 0.0.0.0:0\n")) {
                // The lab's child says nothing when it listens, so the client may have to try again, as a user would.
                machine.terminal().type("hello");
                client++;
                String seen = "(?s).*((Connect Error.*){" + client + "}|recv \"hi\".*)";
                awaitMatch(machine, seen);
            }
            machine.terminal().awaitText("rely \"hi\" to 127.0.0.1:");
            machine.terminal().end();
            assertThat(shell.join()).isZero();
            assertThat(machine.terminal().screen())
                    .contains("rely \"hi\" to 0.0.0.0:0\n")
                    .containsPattern("recv \"hello\" from 127\\.0\\.0\\.1:\\d+\n");
        }
    }

    @Test
    void aShortMessageShowsTheEndOfALongerOneBeforeIt() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            machine.terminal().type("replyhi");
            Task shell = machine.start(new FaithfulMenuOs(), "menuos");
            machine.terminal().awaitText("Please input hello...\n");
            assertThat(machine.run(new SayingClient("hello"), "client")).isZero();
            assertThat(machine.run(new SayingClient("abc"), "client")).isZero();
            assertThat(machine.terminal().screen()).contains("recv \"hello\" from ", "recv \"abclo\" from ");
            machine.terminal().end();
            assertThat(shell.join()).isZero();
        }
    }

    @Test
    void aSecondServerTellsItsErrorAndGoesOnAsAShell() throws InterruptedException {
        try (Machine machine = Machine.hermetic()) {
            machine.terminal().type("replyhi");
            Task shell = machine.start(new FaithfulMenuOs(), "menuos");
            machine.terminal().awaitText("Please input hello...\n");
            assertThat(machine.run(new SayingClient("hello"), "client")).isZero();
            machine.terminal().type("replyhi");
            machine.terminal().awaitText("Bind Error,test.c:130\n");
            machine.terminal().awaitText("Reply hi TCP Service Started!\n");
            awaitMatch(machine, "(?s)(.*MenuOS>>){4}.*");
            machine.terminal().end();
            assertThat(shell.join()).isZero();
        }
    }

    private static void awaitMatch(Machine machine, String regex) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!machine.terminal().screen().matches(regex)) {
            assertThat(System.nanoTime()).as(machine.terminal().screen()).isLessThan(deadline);
            LockSupport.parkNanos(1);
        }
    }

    /** A clock whose time of day stands still. */
    private static final class FrozenRealtime implements KernelClock {

        private final KernelClock host = new HostClock();

        @Override
        public long monotonicNanos() {
            return host.monotonicNanos();
        }

        @Override
        public long realtimeNanos() {
            return TimeUnit.SECONDS.toNanos(Instant.parse("2019-12-15T12:34:56Z").getEpochSecond());
        }

        @Override
        public void parkUntil(long deadlineNanos) {
            host.parkUntil(deadlineNanos);
        }
    }
}
