package org.jernel.kernel.file;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.jernel.syscall.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class FdTableTest {

    private static final long LIMIT = 1024;

    private final FdTable files = new FdTable();
    private final AtomicInteger released = new AtomicInteger();

    private File file() {
        return new File(
                new FileOperations() {
                    @Override
                    public void release(File file) {
                        released.incrementAndGet();
                    }
                },
                Fcntl.O_RDWR,
                "test");
    }

    private int open() {
        int fd = (int) files.getUnusedFd(0, LIMIT, false);
        files.fdInstall(fd, file());
        return fd;
    }

    @Test
    void theLowestFreeDescriptorIsGiven() {
        assertThat(List.of(open(), open(), open())).containsExactly(0, 1, 2);
        assertThat(files.closeFd(1)).isZero();
        assertThat(open()).isEqualTo(1);
        assertThat(open()).isEqualTo(3);
    }

    @Test
    void theSearchBeginsWhereItIsTold() {
        open();
        assertThat(files.getUnusedFd(200, LIMIT, false)).isEqualTo(200);
        assertThat(files.getUnusedFd(200, LIMIT, false)).isEqualTo(201);
    }

    @Test
    void theLimitIsEmfile() {
        assertThat(files.getUnusedFd(0, 1, false)).isZero();
        assertThat(files.getUnusedFd(0, 1, false)).isEqualTo(Errno.EMFILE.negated());
    }

    @Test
    void aReservedDescriptorIsTakenButHasNoFile() {
        int fd = (int) files.getUnusedFd(0, LIMIT, false);
        assertThat(files.fget(fd)).isNull();
        assertThat(files.closeFd(fd)).isEqualTo(Errno.EBADF.negated());
        assertThat(files.getUnusedFd(0, LIMIT, false)).isEqualTo(1);
        files.putUnusedFd(fd);
        assertThat(files.getUnusedFd(0, LIMIT, false)).isZero();
    }

    @Test
    void whatIsNoDescriptorHasNoFile() {
        assertThat(files.fget(-1)).isNull();
        assertThat(files.fget(Integer.MAX_VALUE)).isNull();
        assertThat(files.closeFd(-1)).isEqualTo(Errno.EBADF.negated());
        assertThat(files.closeFd(Integer.MAX_VALUE)).isEqualTo(Errno.EBADF.negated());
    }

    @Test
    void aFileIsReleasedWithItsLastReference() {
        int fd = open();
        File inUse = files.fget(fd);
        assertThat(inUse).isNotNull();
        assertThat(files.dup2(fd, 70, LIMIT, false)).isEqualTo(70);
        assertThat(files.closeFd(fd)).isZero();
        assertThat(files.closeFd(70)).isZero();
        assertThat(released).hasValue(0);
        inUse.fput();
        assertThat(released).hasValue(1);
    }

    @Test
    void dup2ClosesWhatTheNewDescriptorWas() {
        int from = open();
        int to = open();
        files.setCloseOnExec(to, true);
        assertThat(files.dup2(from, to, LIMIT, false)).isEqualTo(to);
        assertThat(released).hasValue(1);
        assertThat(files.isCloseOnExec(to)).isFalse();
        File a = files.fget(from);
        File b = files.fget(to);
        assertThat(a).isNotNull().isSameAs(b);
    }

    @Test
    void dup2ChecksBothDescriptors() {
        int fd = open();
        assertThat(files.dup2(9, 3, LIMIT, false)).isEqualTo(Errno.EBADF.negated());
        assertThat(files.dup2(fd, -1, LIMIT, false)).isEqualTo(Errno.EBADF.negated());
        assertThat(files.dup2(fd, (int) LIMIT, LIMIT, false)).isEqualTo(Errno.EBADF.negated());
        int reserved = (int) files.getUnusedFd(0, LIMIT, false);
        assertThat(files.dup2(fd, reserved, LIMIT, false)).isEqualTo(Errno.EBUSY.negated());
        assertThat(files.closeFd(fd)).isZero();
        assertThat(released).hasValue(1);
    }

    @Test
    void aCopyHasTheSameFilesAndFlagsButNoReservations() {
        int fd = open();
        files.setCloseOnExec(fd, true);
        assertThat(files.getUnusedFd(0, LIMIT, false)).isEqualTo(1);
        FdTable copy = files.copy();
        assertThat(copy.isCloseOnExec(fd)).isTrue();
        assertThat(copy.getUnusedFd(0, LIMIT, false)).isEqualTo(1);
        files.closeAll();
        assertThat(released).hasValue(0);
        copy.closeAll();
        assertThat(released).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, AssertionError.class})
    void aDriverThatFailsToReleaseLeavesNoOtherFileOpen(Class<? extends Throwable> failure) {
        int first = (int) files.getUnusedFd(0, LIMIT, false);
        files.fdInstall(
                first,
                new File(
                        new FileOperations() {
                            @Override
                            public void release(File file) {
                                if (failure == AssertionError.class) {
                                    throw new AssertionError("stuck");
                                }
                                throw new IllegalStateException("stuck");
                            }
                        },
                        Fcntl.O_RDWR,
                        "test"));
        open();
        assertThatThrownBy(files::closeAll).isInstanceOf(failure).hasMessage("stuck");
        assertThat(released).hasValue(1);
        assertThat(files.size()).isZero();
    }

    /** One thread opens and closes, others look up: what they get is alive while they hold it. */
    @Test
    void aFileThatWasLookedUpIsNotReleasedMeanwhile() throws InterruptedException {
        int rounds = 20_000;
        AtomicInteger deadSeen = new AtomicInteger();
        AtomicInteger running = new AtomicInteger(1);
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            readers.add(Thread.startVirtualThread(() -> {
                while (running.get() != 0) {
                    File file = files.fget(0);
                    if (file != null) {
                        deadSeen.addAndGet(((AtomicInteger) file.privateData()).get());
                        file.fput();
                    }
                    LockSupport.parkNanos(1);
                }
            }));
        }
        for (int round = 0; round < rounds; round++) {
            AtomicInteger dead = new AtomicInteger();
            int fd = (int) files.getUnusedFd(0, LIMIT, false);
            files.fdInstall(fd, new File(
                    new FileOperations() {
                        @Override
                        public void release(File file) {
                            dead.set(1);
                            released.incrementAndGet();
                        }
                    },
                    Fcntl.O_RDWR,
                    dead));
            assertThat(files.closeFd(fd)).isZero();
        }
        running.set(0);
        for (Thread reader : readers) {
            reader.join();
        }
        assertThat(deadSeen).hasValue(0);
        assertThat(released).hasValue(rounds);
    }
}
