package org.jernel.kernel.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.Ioctl;
import org.jernel.kernel.file.Poll;
import org.jernel.kernel.support.Await;
import org.jernel.kernel.support.TestKernel;
import org.jernel.kernel.support.User;
import org.jernel.kernel.task.Signal;
import org.jernel.kernel.task.Task;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class ConsoleTest {

    private static final int READ = 0;
    private static final int WRITE = 1;
    private static final int POLL = 7;
    private static final int LSEEK = 8;
    private static final int IOCTL = 16;
    private static final int DUP = 32;
    private static final int FCNTL = 72;
    private static final int SIGUSR1 = 10;
    private static final int SIGKILL = 9;

    private final TestKernel kernel = new TestKernel();
    private final Keyboard keyboard = new Keyboard();
    private final Console console = new Console(kernel.kernel().clock(), keyboard);

    /** What a line can be. */
    private enum Key {
        END_OF_ALL,
        END,
        INTERRUPT
    }

    /** Lines that a test types, and what programs have shown. A read of it heeds no interrupt, as a host's may not. */
    private static final class Keyboard implements ConsoleBackend {

        private final BlockingQueue<Object> typed = new LinkedBlockingQueue<>();
        private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
        private final AtomicInteger reads = new AtomicInteger();

        void type(String line) {
            typed.add(line);
        }

        void type(Key key) {
            typed.add(key);
        }

        synchronized String shown() {
            return shown.toString(StandardCharsets.UTF_8);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            shown.write(bytes, offset, length);
        }

        @Override
        public byte @Nullable [] readLine() throws IOException {
            reads.incrementAndGet();
            while (true) {
                try {
                    return switch (typed.take()) {
                        case Key.END_OF_ALL -> null;
                        case Key.END -> new byte[0];
                        case Key.INTERRUPT -> throw new InterruptedIOException();
                        case Object line -> line.toString().getBytes(StandardCharsets.UTF_8);
                    };
                } catch (InterruptedException e) {
                    LockSupport.parkNanos(1);
                }
            }
        }
    }

    @AfterEach
    void close() {
        kernel.close();
        console.close();
        keyboard.type(Key.END_OF_ALL);
    }

    private void run(TestKernel.Program program) throws InterruptedException {
        assertThat(kernel.run(console.openStdio(), program)).isZero();
    }

    private static String read(User user, int size) {
        long buf = user.alloc(size);
        long length = user.syscall(READ, 0, buf, size);
        return length < 0 ? Long.toString(length) : user.string(buf, length);
    }

    @Test
    void theThreeDescriptorsAreOneOpenFile() throws InterruptedException {
        run((User user) -> {
            assertThat(user.ask(DUP, 2)).isEqualTo("3");
            assertThat(user.ask(FCNTL, 2, Fcntl.F_SETFL, Fcntl.O_NONBLOCK)).isEqualTo("0");
            assertThat(user.ask(FCNTL, 0, Fcntl.F_GETFL)).isEqualTo("2050");
            return 0;
        });
    }

    @Test
    void aWriteIsNeverPartial() throws InterruptedException {
        String text = "0123456789".repeat(2000);
        run((User user) -> {
            assertThat(user.syscall(WRITE, 1, user.string(text), text.length())).isEqualTo(text.length());
            assertThat(user.ask(WRITE, 1, user.string("x"), 0)).isEqualTo("0");
            assertThat(user.ask(WRITE, 1, User.BAD, 1)).isEqualTo("EFAULT");
            return 0;
        });
        assertThat(keyboard.shown()).isEqualTo(text);
    }

    @Test
    void aReadGivesOneLineAndTheNextTheRestOfIt() throws InterruptedException {
        keyboard.type("hello world\n");
        keyboard.type("again\n");
        run((User user) -> {
            assertThat(read(user, 6)).isEqualTo("hello ");
            assertThat(read(user, 100)).isEqualTo("world\n");
            assertThat(read(user, 100)).isEqualTo("again\n");
            return 0;
        });
    }

    @Test
    void theEndOfTheInputIsAReadOfNothingEachTime() throws InterruptedException {
        keyboard.type("last");
        keyboard.type(Key.END_OF_ALL);
        run((User user) -> {
            assertThat(read(user, 100)).isEqualTo("last");
            assertThat(read(user, 100)).isEmpty();
            assertThat(read(user, 100)).isEmpty();
            return 0;
        });
    }

    @Test
    void theEndThatIsTypedIsForOneRead() throws InterruptedException {
        keyboard.type(Key.END);
        keyboard.type("more\n");
        run((User user) -> {
            assertThat(read(user, 100)).isEmpty();
            assertThat(read(user, 100)).isEqualTo("more\n");
            return 0;
        });
    }

    @Test
    void pollSeesTheEndThatIsTyped() throws InterruptedException {
        keyboard.type(Key.END);
        run((User user) -> {
            long fds = user.longs((long) Poll.POLLIN << 32);
            assertThat(user.ask(POLL, fds, 1, -1)).isEqualTo("1");
            assertThat(read(user, 100)).isEmpty();
            assertThat(user.ask(POLL, fds, 1, 0)).isEqualTo("0");
            return 0;
        });
    }

    @Test
    void aLineThatIsDroppedIsReadAnewForWhoStillWantsOne() throws InterruptedException {
        keyboard.type(Key.INTERRUPT);
        keyboard.type(Key.INTERRUPT);
        keyboard.type("at last\n");
        run((User user) -> {
            assertThat(read(user, 100)).isEqualTo("at last\n");
            return 0;
        });
        assertThat(keyboard.reads).hasValue(3);
    }

    @Test
    void whoIsToDieHasNoLineReadForIt() throws InterruptedException {
        Task task = kernel.start(console.openStdio(), user -> (int) user.syscall(READ, 0, user.alloc(8), 8));
        Await.asleepIn(task, READ);
        task.sendSignal(SIGKILL);
        keyboard.type(Key.INTERRUPT);
        assertThat(kernel.join(task)).isEqualTo(SIGKILL);
        keyboard.type("for the next one\n");
        run((User user) -> {
            assertThat(read(user, 100)).isEqualTo("for the next one\n");
            return 0;
        });
        assertThat(keyboard.reads).hasValue(2);
    }

    @Test
    void whatATypedSignalFindsUnreadIsForgotten() throws InterruptedException {
        ConsoleDevice device = kernel.kernel().get(ConsoleDevice.class);
        device.attach(console);
        keyboard.type("old words\n");
        keyboard.type("new\n");
        run((User user) -> {
            assertThat(read(user, 4)).isEqualTo("old ");
            device.type(Signal.SIGINT);
            assertThat(read(user, 100)).isEqualTo("new\n");
            return 0;
        });
    }

    @Test
    void nothingIsReadBeforeAProgramAsks() throws InterruptedException {
        keyboard.type("line\n");
        run((User user) -> {
            user.syscall(WRITE, 1, user.string("x"), 1);
            assertThat(user.ask(READ, 0, 0, 0)).isEqualTo("0");
            return 0;
        });
        assertThat(keyboard.reads).hasValue(0);
    }

    @Test
    void aSignalEndsAReadAndTheLineIsNotLost() throws InterruptedException {
        Task task = kernel.start(console.openStdio(), (User user) -> {
            user.onSignal(SIGUSR1, 0, it -> 0);
            assertThat(user.ask(READ, 0, user.alloc(8), 8)).isEqualTo("EINTR");
            keyboard.type("late\n");
            assertThat(read(user, 100)).isEqualTo("late\n");
            return 0;
        });
        Await.asleepIn(task, READ);
        task.sendSignal(SIGUSR1);
        assertThat(kernel.join(task)).isZero();
        assertThat(keyboard.reads).hasValue(1);
    }

    @Test
    void sigkillEndsAReaderWhileTheHostsReadGoesOn() throws InterruptedException {
        Task task = kernel.start(console.openStdio(), user -> (int) user.syscall(READ, 0, user.alloc(8), 8));
        Await.asleepIn(task, READ);
        task.sendSignal(SIGKILL);
        assertThat(kernel.join(task)).isEqualTo(SIGKILL);
    }

    @Test
    void closingTheConsoleEndsItsInput() throws InterruptedException {
        Task task = kernel.start(console.openStdio(), (User user) -> {
            assertThat(read(user, 100)).isEmpty();
            return 0;
        });
        Await.asleepIn(task, READ);
        console.close();
        assertThat(kernel.join(task)).isZero();
    }

    @Test
    void aNonblockingReadAsksForALineAndDoesNotWait() throws InterruptedException {
        run((User user) -> {
            user.syscall(FCNTL, 0, Fcntl.F_SETFL, Fcntl.O_NONBLOCK);
            long buf = user.alloc(8);
            assertThat(user.ask(READ, 0, buf, 8)).isEqualTo("EAGAIN");
            keyboard.type("x\n");
            long fds = user.longs((long) Poll.POLLIN << 32);
            assertThat(user.ask(POLL, fds, 1, -1)).isEqualTo("1");
            assertThat(user.ask(READ, 0, buf, 8)).isEqualTo("2");
            return 0;
        });
    }

    @Test
    void pollSaysWhatCanBeDone() throws InterruptedException {
        run((User user) -> {
            long fds = user.longs((long) (Poll.POLLIN | Poll.POLLOUT) << 32);
            assertThat(user.ask(POLL, fds, 1, -1)).isEqualTo("1");
            assertThat(user.getShort(fds + 6)).isEqualTo(Poll.POLLOUT);
            keyboard.type("x\n");
            assertThat(user.ask(POLL, user.longs((long) Poll.POLLIN << 32), 1, -1)).isEqualTo("1");
            return 0;
        });
    }

    @Test
    void fionreadCountsTheRestOfTheLine() throws InterruptedException {
        keyboard.type("hello\n");
        run((User user) -> {
            long count = user.longs(-1);
            assertThat(user.ask(IOCTL, 0, Ioctl.FIONREAD, count)).isEqualTo("0");
            assertThat(user.getInt(count)).isZero();
            assertThat(read(user, 2)).isEqualTo("he");
            assertThat(user.ask(IOCTL, 0, Ioctl.FIONREAD, count)).isEqualTo("0");
            assertThat(user.getInt(count)).isEqualTo(4);
            assertThat(user.ask(IOCTL, 0, Ioctl.FIONREAD, User.BAD)).isEqualTo("EFAULT");
            assertThat(user.ask(IOCTL, 0, 0x1234, 0)).isEqualTo("ENOTTY");
            return 0;
        });
    }

    @Test
    void aBadBufferLosesNothing() throws InterruptedException {
        keyboard.type("kept\n");
        run((User user) -> {
            assertThat(user.ask(READ, 0, User.BAD, 8)).isEqualTo("EFAULT");
            assertThat(read(user, 100)).isEqualTo("kept\n");
            assertThat(user.ask(LSEEK, 0, 0, 0)).isEqualTo("ESPIPE");
            return 0;
        });
    }

    @Test
    void twoReadersGetALineEach() throws InterruptedException {
        Task[] readers = new Task[2];
        List<String> got = new CopyOnWriteArrayList<>();
        for (int i = 0; i < readers.length; i++) {
            readers[i] = kernel.start(console.openStdio(), (User user) -> {
                got.add(read(user, 100));
                return 0;
            });
            Await.asleepIn(readers[i], READ);
        }
        keyboard.type("one\n");
        keyboard.type("two\n");
        for (Task reader : readers) {
            assertThat(kernel.join(reader)).isZero();
        }
        assertThat(got).containsExactlyInAnyOrder("one\n", "two\n");
    }
}
