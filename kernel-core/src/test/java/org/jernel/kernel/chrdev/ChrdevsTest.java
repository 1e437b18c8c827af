package org.jernel.kernel.chrdev;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.file.FilePosition;
import org.jernel.kernel.file.IoctlNumber;
import org.jernel.kernel.file.Poll;
import org.jernel.kernel.file.PollTable;
import org.jernel.kernel.fs.DeviceNumber;
import org.jernel.kernel.mm.Uaccess;
import org.jernel.kernel.mm.UserMemory;
import org.jernel.kernel.owner.OperationsOwner;
import org.jernel.kernel.printk.PrintkRecord;
import org.jernel.kernel.support.TestKernel;
import org.jernel.kernel.support.User;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

/** A driver of the kind that the lab's module registers, and who has which numbers. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class ChrdevsTest {

    private static final int READ = 0;
    private static final int WRITE = 1;
    private static final int OPEN = 2;
    private static final int CLOSE = 3;
    private static final int POLL = 7;
    private static final int LSEEK = 8;
    private static final int IOCTL = 16;
    private static final int READV = 19;
    private static final int DUP = 32;
    private static final int MKNOD = 133;
    private static final int EPOLL_CTL = 233;
    private static final int EPOLL_CREATE1 = 291;

    private static final int O_RDWR = 2;
    private static final int S_IFCHR = 0020000;
    private static final int SET_GREETING = IoctlNumber.iow('J', 1, Long.BYTES);

    private final TestKernel test = new TestKernel();
    private final Kernel kernel = test.kernel();
    private final Chrdevs chrdevs = kernel.get(Chrdevs.class);
    private final Greeter greeter = new Greeter();

    @AfterEach
    void close() {
        test.close();
    }

    /** Greets each reader once, keeps what is written, and is told the greeting by an ioctl. */
    private static final class Greeter extends CharDriver implements OperationsOwner {

        private final List<String> events = new ArrayList<>();
        private String greeting = "hello, world\n";
        private int references;
        private boolean goes;

        @Override
        public OperationsOwner owner() {
            return this;
        }

        @Override
        public boolean tryGet() {
            references += goes ? 0 : 1;
            return !goes;
        }

        @Override
        public void own(AutoCloseable resource) {
            throw new AssertionError(resource);
        }

        @Override
        public void put() {
            references--;
        }

        @Override
        public void open(File file) {
            if (Chrdevs.minorOf(file) == 9) {
                throw Errno.EBUSY.exception();
            }
            events.add("open " + Chrdevs.minorOf(file));
        }

        @Override
        public long read(File file, UserMemory memory, long buffer, long size, FilePosition ppos) {
            byte[] bytes = greeting.getBytes(US_ASCII);
            int at = (int) Math.min(ppos.get(), bytes.length);
            int length = (int) Math.min(size, bytes.length - at);
            if (memory.copyToUser(buffer, bytes, at, length) < length) {
                return Errno.EFAULT.negated();
            }
            ppos.set(at + length);
            return length;
        }

        @Override
        public long write(File file, UserMemory memory, long buffer, long size, FilePosition ppos) {
            events.add("write " + new String(Uaccess.copyFromUser(memory, buffer, (int) size), US_ASCII));
            return size;
        }

        @Override
        public long ioctl(File file, int command, long argument) {
            if (command != SET_GREETING) {
                return Errno.ENOTTY.negated();
            }
            greeting = new String(
                    Uaccess.copyFromUser(Task.current().memory(), argument, IoctlNumber.size(command)), US_ASCII);
            return 0;
        }

        @Override
        public int poll(File file, @Nullable PollTable table) {
            return Poll.POLLIN | Poll.POLLRDNORM;
        }

        @Override
        public void release(File file) {
            events.add("release");
        }
    }

    private static long open(User user, String path) {
        return user.syscall(OPEN, user.string(path), O_RDWR);
    }

    private static String mknod(User user, String path, int major, int minor) {
        return user.ask(MKNOD, user.string(path), S_IFCHR | 0666, DeviceNumber.encode(DeviceNumber.of(major, minor)));
    }

    @Test
    void aDriverIsUsedThroughItsNode() throws InterruptedException {
        assertThat(chrdevs.registerChrdev(240, "greeter", greeter)).isZero();
        test.run((User user) -> {
            assertThat(mknod(user, "/dev/greeter", 240, 7)).isEqualTo("0");
            long fd = open(user, "/dev/greeter");
            long buffer = user.alloc(64);
            assertThat(user.syscall(READ, fd, buffer, 5)).isEqualTo(5);
            assertThat(user.string(buffer, 5)).isEqualTo("hello");
            assertThat(user.syscall(READ, fd, buffer, 64)).isEqualTo(8);
            assertThat(user.syscall(READ, fd, buffer, 64)).isZero();
            assertThat(user.ask(READ, fd, User.BAD, 0)).isEqualTo("0");
            assertThat(user.ask(LSEEK, fd, 0, 0)).isEqualTo("ESPIPE");
            assertThat(user.syscall(WRITE, fd, user.string("text"), 4)).isEqualTo(4);
            assertThat(user.ask(IOCTL, fd, SET_GREETING, user.string("goodbye!"))).isEqualTo("0");
            assertThat(user.ask(IOCTL, fd, SET_GREETING, User.BAD)).isEqualTo("EFAULT");
            assertThat(user.ask(IOCTL, fd, IoctlNumber.io('J', 2), 0)).isEqualTo("ENOTTY");
            long again = open(user, "/dev/greeter");
            assertThat(user.ask(READ, again, User.BAD, 8)).isEqualTo("EFAULT");
            assertThat(user.syscall(READ, again, buffer, 64)).isEqualTo(8);
            assertThat(user.string(buffer, 8)).isEqualTo("goodbye!");
            assertThat(user.ask(CLOSE, again)).isEqualTo("0");
            long pollfd = user.longs(fd | 0xffffL << 32);
            assertThat(user.syscall(POLL, pollfd, 1, 0)).isEqualTo(1);
            assertThat(user.getShort(pollfd + 6)).isEqualTo(Poll.POLLIN | Poll.POLLRDNORM);
            long copy = user.syscall(DUP, fd);
            assertThat(user.ask(CLOSE, fd)).isEqualTo("0");
            assertThat(greeter.events).containsExactly("open 7", "write text", "open 7", "release");
            assertThat(greeter.references).isEqualTo(1);
            assertThat(user.ask(CLOSE, copy)).isEqualTo("0");
            assertThat(greeter.events).containsExactly("open 7", "write text", "open 7", "release", "release");
            assertThat(greeter.references).isZero();
            return 0;
        });
    }

    @Test
    void severalBuffersAreSeveralCalls() throws InterruptedException {
        assertThat(chrdevs.registerChrdev(240, "greeter", greeter)).isZero();
        test.run((User user) -> {
            mknod(user, "/dev/greeter", 240, 0);
            long fd = open(user, "/dev/greeter");
            long buffer = user.alloc(64);
            assertThat(user.syscall(READV, fd, user.longs(buffer, 3, buffer + 10, 0, buffer + 20, 40), 3))
                    .isEqualTo(13);
            assertThat(user.string(buffer, 3)).isEqualTo("hel");
            assertThat(user.string(buffer + 20, 9)).isEqualTo("lo, world");
            return 0;
        });
    }

    @Test
    void whatADriverLeavesOutAnswersAsLinuxDoes() throws InterruptedException {
        assertThat(chrdevs.registerChrdev(240, "nothing", new FileOperations() {})).isZero();
        assertThat(chrdevs.registerChrdev(241, "nothing", new CharDriver() {})).isZero();
        test.run((User user) -> {
            for (int major = 240; major <= 241; major++) {
                mknod(user, "/dev/nothing" + major, major, 0);
                long fd = open(user, "/dev/nothing" + major);
                long buffer = user.alloc(8);
                assertThat(user.ask(READ, fd, buffer, 8)).isEqualTo("EINVAL");
                assertThat(user.ask(WRITE, fd, buffer, 8)).isEqualTo("EINVAL");
                assertThat(user.ask(IOCTL, fd, 0x1234, 0)).isEqualTo("ENOTTY");
                assertThat(user.ask(LSEEK, fd, 0, 0)).isEqualTo("ESPIPE");
                assertThat(user.ask(9, 0, 4096, 1, 2, fd, 0)).isEqualTo("ENODEV");
                long pollfd = user.longs(fd | 0xffffL << 32);
                assertThat(user.syscall(POLL, pollfd, 1, 0)).isEqualTo(1);
                assertThat(user.getShort(pollfd + 6)).isEqualTo(Poll.DEFAULT_POLLMASK);
            }
            assertThat(user.ask(EPOLL_CTL, user.syscall(EPOLL_CREATE1), 1, 1, user.longs(1, 0))).isEqualTo("EPERM");
            return 0;
        });
    }

    @Test
    void unregisteringLeavesOpenFilesAlone() throws InterruptedException {
        int major = chrdevs.registerChrdev(0, "greeter", greeter);
        test.run((User user) -> {
            mknod(user, "/dev/greeter", major, 0);
            long fd = open(user, "/dev/greeter");
            chrdevs.unregisterChrdev(major, "greeter");
            assertThat(user.syscall(READ, fd, user.alloc(64), 64)).isEqualTo(13);
            assertThat(user.ask(OPEN, user.string("/dev/greeter"), 0)).isEqualTo("ENXIO");
            assertThat(user.ask(CLOSE, fd)).isEqualTo("0");
            assertThat(greeter.events).containsExactly("open 0", "release");
            return 0;
        });
    }

    @Test
    void anOpenThatFailsHoldsNothing() throws InterruptedException {
        assertThat(chrdevs.registerChrdev(240, "greeter", greeter)).isZero();
        test.run((User user) -> {
            mknod(user, "/dev/busy", 240, 9);
            mknod(user, "/dev/greeter", 240, 0);
            mknod(user, "/dev/none", 239, 0);
            mknod(user, "/dev/many", 240, 256);
            mknod(user, "/dev/mem99", 1, 99);
            assertThat(user.ask(OPEN, user.string("/dev/busy"), 0)).isEqualTo("EBUSY");
            assertThat(greeter.references).isZero();
            greeter.goes = true;
            assertThat(user.ask(OPEN, user.string("/dev/greeter"), 0)).isEqualTo("ENXIO");
            for (String path : List.of("/dev/none", "/dev/many", "/dev/mem99")) {
                assertThat(user.ask(OPEN, user.string(path), 0)).as(path).isEqualTo("ENXIO");
            }
            assertThat(greeter.events).isEmpty();
            user.task().setCred(Cred.user(1000));
            assertThat(mknod(user, "/tmp/mine", 240, 0)).isEqualTo("EPERM");
            return 0;
        });
    }

    @Test
    void numbersAreFreeTakenOrNone() {
        assertThat(chrdevs.registerChrdev(0, "a", greeter)).isEqualTo(254);
        assertThat(chrdevs.registerChrdev(0, "b", greeter)).isEqualTo(253);
        assertThat(chrdevs.registerChrdev(254, "c", greeter)).isEqualTo(-Errno.EBUSY.number());
        assertThat(chrdevs.registerChrdev(1, "d", greeter)).isEqualTo(-Errno.EBUSY.number());
        assertThat(chrdevs.registerChrdev(512, "e", greeter)).isEqualTo(-Errno.EINVAL.number());
        assertThat(chrdevs.registerChrdev(-1, "f", greeter)).isEqualTo(-Errno.EINVAL.number());
        chrdevs.unregisterChrdev(254, "a");
        chrdevs.unregisterChrdev(99, "nobody's");
        assertThat(chrdevs.registerChrdev(0, "g", greeter)).isEqualTo(254);
        assertThat(chrdevs.registerChrdev(511, "h", greeter)).isZero();
        assertThat(kernel.printk().records()).extracting(PrintkRecord::toString).contains(
                "<3>CHRDEV \"e\" major requested (512) is greater than the maximum (511)",
                "<3>CHRDEV \"f\" major requested (4294967295) is greater than the maximum (511)");
    }

    @Test
    void whenTheLowMajorsAreTakenHighOnesAreGivenUntilThereIsNone() {
        List<Integer> given = new ArrayList<>();
        int major = chrdevs.registerChrdev(0, "x", greeter);
        while (major > 0) {
            given.add(major);
            major = chrdevs.registerChrdev(0, "x", greeter);
        }
        assertThat(major).isEqualTo(-Errno.EBUSY.number());
        assertThat(given).hasSize(254 - 234 + 1 + 511 - 384 + 1).containsSubsequence(254, 234, 511, 384);
    }

    @Test
    void regionsOfDevicesShareAMajor() {
        int first = DeviceNumber.of(100, 10);
        assertThat(chrdevs.registerChrdevRegion(first, 5, "low")).isZero();
        assertThat(chrdevs.registerChrdevRegion(first + 5, 5, "high")).isZero();
        assertThat(chrdevs.registerChrdevRegion(first + 4, 2, "both")).isEqualTo(-Errno.EBUSY.number());
        assertThat(chrdevs.registerChrdevRegion(DeviceNumber.of(99, (1 << 20) - 2), 20, "over"))
                .isEqualTo(-Errno.EBUSY.number());
        assertThat(chrdevs.registerChrdevRegion(DeviceNumber.of(99, (1 << 20) - 2), 12, "over")).isZero();
        assertThat(chrdevs.cdevAdd(greeter, 0, 1)).isEqualTo(-Errno.EBUSY.number());
        int dynamic = chrdevs.allocChrdevRegion(3, 2, "dynamic");
        assertThat(dynamic).isEqualTo(DeviceNumber.of(254, 3));
        assertThat(chrdevs.text()).isEqualTo("""
                Character devices:
                  1 mem
                  5 /dev/tty
                  5 /dev/console
                 99 over
                100 over
                100 low
                100 high
                254 dynamic

                Block devices:
                """);
        chrdevs.unregisterChrdevRegion(first, 5);
        chrdevs.unregisterChrdevRegion(DeviceNumber.of(99, (1 << 20) - 2), 12);
        assertThat(chrdevs.text()).doesNotContain("low", "over").contains("high");
    }

    @Test
    void commandsCarryWhoWhichAndWhat() {
        assertThat(IoctlNumber.ior('R', 0, 4)).isEqualTo(0x80045200);
        assertThat(IoctlNumber.iow('R', 1, 4)).isEqualTo(0x40045201);
        assertThat(IoctlNumber.iowr('J', 3, 8)).isEqualTo(0xc0084a03);
        assertThat(IoctlNumber.io('R', 4)).isEqualTo(0x5204);
        // As the macros of the host's <sys/ioctl.h> come to.
        assertThat(IoctlNumber.io('h', 2)).isEqualTo(0x6802);
        assertThat(IoctlNumber.iow('h', 1, 8)).isEqualTo(0x40086801);
        assertThat(IoctlNumber.ior('k', 255, 4)).isEqualTo(0x80046bff);
        assertThat(IoctlNumber.iowr('Z', 0, 16383)).isEqualTo(0xffff5a00);
        assertThat(IoctlNumber.ior((char) 255, 7, 1)).isEqualTo(0x8001ff07);
        assertThat(IoctlNumber.ioc(IoctlNumber.IOC_NONE, 'x', 3, 9)).isEqualTo(0x97803);
        int command = IoctlNumber.iowr('J', 3, 8);
        assertThat(IoctlNumber.direction(command)).isEqualTo(IoctlNumber.IOC_READ | IoctlNumber.IOC_WRITE);
        assertThat(IoctlNumber.type(command)).isEqualTo('J');
        assertThat(IoctlNumber.number(command)).isEqualTo(3);
        assertThat(IoctlNumber.size(command)).isEqualTo(8);
    }
}
