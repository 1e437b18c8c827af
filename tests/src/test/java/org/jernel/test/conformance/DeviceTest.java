package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.conformance.Fds.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** mem(4), null(4), full(4), random(4) and kmsg, through nodes that the scenario makes. */
final class DeviceTest {

    private static final int MEM_MAJOR = 1;
    private static final int NULL = 3;
    private static final int ZERO = 5;
    private static final int FULL = 7;
    private static final int RANDOM = 8;
    private static final int URANDOM = 9;
    private static final int KMSG = 11;

    private static final int RNDGETENTCNT = 0x80045200;
    private static final int RNDADDTOENTCNT = 0x40045201;
    private static final int RNDADDENTROPY = 0x40085203;
    private static final int RNDCLEARPOOL = 0x5206;
    private static final int RNDRESEEDCRNG = 0x5207;

    private static Task task(Scenario s) {
        var t = s.task();
        t.kernelTask().enterScratch();
        return t;
    }

    private static void mknod(Task t, String name, int major, int minor) {
        t.ok(MKNOD, t.text(name + "\0"), S_IFCHR | 0666, major << 8 | minor);
    }

    private static long device(Task t, int minor, int flags) {
        String name = "device" + minor;
        if (t.unrecorded(ACCESS, t.text(name + "\0"), F_OK) != 0) {
            mknod(t, name, MEM_MAJOR, minor);
        }
        return t.ok(OPEN, t.text(name + "\0"), flags, 0);
    }

    private static void everySeekIsToTheStart(Task t, long fd) {
        t.gives(0, LSEEK, fd, 5, SEEK_SET);
        t.gives(0, LSEEK, fd, 5, SEEK_CUR);
        t.gives(0, LSEEK, fd, -5, SEEK_END);
        t.gives(0, LSEEK, fd, 0, SEEK_DATA);
        t.gives(0, LSEEK, fd, 0, SEEK_HOLE);
        t.fails(EINVAL, LSEEK, fd, 0, 5);
    }

    private static void isNoFileToKeep(Task t, long fd) {
        t.fails(EINVAL, FSYNC, fd);
        t.fails(EINVAL, FTRUNCATE, fd, 0);
        t.fails(EINVAL, FCNTL, fd, F_SETFL, O_DIRECT);
    }

    @ConformanceTest
    void nullEndsAtOnceAndTakesEverything(Scenario s) {
        var t = task(s);
        long fd = device(t, NULL, O_RDWR);
        t.gives(0, READ, fd, t.alloc(8), 8);
        t.gives(0, READ, fd, t.unmapped(), 8);
        t.gives(0, PREAD64, fd, t.alloc(8), 8, 5);
        t.gives(8, WRITE, fd, t.alloc(8), 8);
        t.gives(8, WRITE, fd, t.unmapped(), 8);
        t.gives(0, WRITE, fd, t.unmapped(), 0);
        t.gives(8, PWRITE64, fd, t.alloc(8), 8, 5);
        t.gives(12, WRITEV, fd, t.iov(t.alloc(4), 4, t.alloc(8), 8), 2);
        everySeekIsToTheStart(t, fd);
        isNoFileToKeep(t, fd);
        assertThat(t.poll(fd, ALL)).isEqualTo(READABLE | WRITABLE);
        t.fails(EPERM, EPOLL_CTL, epoll(t), EPOLL_CTL_ADD, fd, t.epollEvent(POLLIN, 0));
        t.fails(ENOTTY, IOCTL, fd, FIONREAD, t.cell(0));
        t.fails(ENOTTY, IOCTL, fd, TCGETS, t.alloc(64));
        t.fails(EFAULT, READ, fd, -1, 8);
        var pipe = pipe(t);
        pipe.say("hello");
        t.gives(5, SPLICE, pipe.reader(), 0, fd, 0, 8, 0);
        t.fails(EINVAL, SPLICE, fd, 0, pipe.writer(), 0, 8, 0);
    }

    @ConformanceTest
    void zeroHasZerosForEver(Scenario s) {
        var t = task(s);
        long fd = device(t, ZERO, O_RDWR);
        long buffer = t.bytes(new byte[] {1, 2, 3, 4});
        t.gives(3, READ, fd, buffer, 3);
        assertThat(t.intAt(buffer)).isEqualTo(4 << 24);
        t.gives(10_000, READ, fd, t.alloc(10_000), 10_000);
        t.gives(4, PREAD64, fd, t.alloc(4), 4, 1 << 20);
        t.gives(8, READV, fd, t.iov(t.alloc(4), 4, t.alloc(4), 4), 2);
        t.fails(EFAULT, READ, fd, t.unmapped(), 8);
        t.gives(2, READ, fd, t.edge(new byte[2]), 8);
        t.gives(0, READ, fd, t.unmapped(), 0);
        t.gives(8, WRITE, fd, t.unmapped(), 8);
        everySeekIsToTheStart(t, fd);
        isNoFileToKeep(t, fd);
        assertThat(t.poll(fd, ALL)).isEqualTo(READABLE | WRITABLE);
        t.fails(EPERM, EPOLL_CTL, epoll(t), EPOLL_CTL_ADD, fd, t.epollEvent(POLLIN, 0));
        var pipe = pipe(t);
        t.gives(5, SPLICE, fd, 0, pipe.writer(), 0, 5, 0);
        long spliced = t.bytes(new byte[] {1, 2, 3, 4, 5});
        t.gives(5, READ, pipe.reader(), spliced, 5);
        assertThat(t.bytesAt(spliced, 5)).containsOnly(0);
        pipe.say("hello");
        t.gives(5, SPLICE, pipe.reader(), 0, fd, 0, 8, 0);
    }

    @ConformanceTest
    void fullHasNoRoom(Scenario s) {
        var t = task(s);
        long fd = device(t, FULL, O_RDWR);
        t.gives(8, READ, fd, t.alloc(8), 8);
        t.fails(ENOSPC, WRITE, fd, t.alloc(8), 8);
        t.fails(ENOSPC, WRITE, fd, t.unmapped(), 8);
        t.fails(ENOSPC, WRITE, fd, t.alloc(8), 0);
        t.fails(ENOSPC, PWRITE64, fd, t.alloc(8), 8, 3);
        everySeekIsToTheStart(t, fd);
        isNoFileToKeep(t, fd);
        assertThat(t.poll(fd, ALL)).isEqualTo(READABLE | WRITABLE);
        var pipe = pipe(t);
        pipe.say("hello");
        t.fails(EINVAL, SPLICE, pipe.reader(), 0, fd, 0, 8, 0);
        t.gives(5, SPLICE, fd, 0, pipe.writer(), 0, 5, 0);
    }

    @ConformanceTest
    void randomIsAlwaysReady(Scenario s) {
        var t = task(s);
        for (int minor : new int[] {RANDOM, URANDOM}) {
            long fd = device(t, minor, O_RDWR);
            assertThat(t.unrecorded(READ, fd, t.alloc(5000), 5000)).isEqualTo(5000);
            t.fails(EFAULT, READ, fd, t.unmapped(), 8);
            t.gives(0, READ, fd, t.unmapped(), 0);
            t.gives(8, WRITE, fd, t.alloc(8), 8);
            t.fails(EFAULT, WRITE, fd, t.unmapped(), 8);
            t.gives(0, LSEEK, fd, 5, SEEK_SET);
            t.gives(0, LSEEK, fd, 5, SEEK_END);
            isNoFileToKeep(t, fd);
            var pipe = pipe(t);
            t.gives(5, SPLICE, fd, 0, pipe.writer(), 0, 5, 0);
            t.gives(5, SPLICE, pipe.reader(), 0, fd, 0, 5, 0);
        }
        assertThat(t.poll(device(t, RANDOM, O_RDWR), ALL)).isEqualTo(READABLE);
        assertThat(t.poll(device(t, URANDOM, O_RDWR), ALL)).isEqualTo(READABLE | WRITABLE);
        t.ok(EPOLL_CTL, epoll(t), EPOLL_CTL_ADD, device(t, RANDOM, O_RDWR), t.epollEvent(POLLIN, 0));
        t.fails(EPERM, EPOLL_CTL, epoll(t), EPOLL_CTL_ADD, device(t, URANDOM, O_RDWR), t.epollEvent(POLLIN, 0));
    }

    @ConformanceTest
    void randomHasCommands(Scenario s) {
        var t = task(s);
        for (int minor : new int[] {RANDOM, URANDOM}) {
            long fd = device(t, minor, O_RDONLY);
            long count = t.cell(-1);
            t.gives(0, IOCTL, fd, RNDGETENTCNT, count);
            assertThat(t.intAt(count)).isEqualTo(256);
            t.fails(EFAULT, IOCTL, fd, RNDGETENTCNT, t.unmapped());
            t.fails(EINVAL, IOCTL, fd, TCGETS, t.alloc(64));
            t.fails(EINVAL, IOCTL, fd, FIONREAD, t.cell(0));
            t.fails(EINVAL, IOCTL, fd, 0x1234, 0);
            t.gives(0, IOCTL, fd, RNDADDTOENTCNT, t.cell(0));
            t.fails(EINVAL, IOCTL, fd, RNDADDTOENTCNT, t.cell(-1));
            t.fails(EFAULT, IOCTL, fd, RNDADDTOENTCNT, t.unmapped());
            t.gives(0, IOCTL, fd, RNDADDENTROPY, t.ints(0, 4, 7));
            t.fails(EINVAL, IOCTL, fd, RNDADDENTROPY, t.ints(-1, 4, 7));
            t.fails(EFAULT, IOCTL, fd, RNDADDENTROPY, t.unmapped());
            t.gives(0, IOCTL, fd, RNDRESEEDCRNG, 0);
        }
        t.kernelTask().dropCapability(CAP_SYS_ADMIN);
        long fd = device(t, RANDOM, O_RDONLY);
        t.gives(0, IOCTL, fd, RNDGETENTCNT, t.cell(0));
        t.fails(EPERM, IOCTL, fd, RNDADDTOENTCNT, t.unmapped());
        t.fails(EPERM, IOCTL, fd, RNDADDENTROPY, t.unmapped());
        t.fails(EPERM, IOCTL, fd, RNDCLEARPOOL, 0);
        t.fails(EPERM, IOCTL, fd, RNDRESEEDCRNG, 0);
    }

    @ConformanceTest
    void kmsgGivesARecordARead(Scenario s) {
        var t = task(s);
        long fd = device(t, KMSG, O_RDWR | O_NONBLOCK);
        assertThat(t.unrecorded(READ, fd, t.alloc(8192), 8192)).isPositive();
        t.fails(EINVAL, READ, fd, t.alloc(4), 4);
        t.fails(EFAULT, READ, fd, t.unmapped(), 8192);
        t.fails(EINVAL, READ, fd, t.unmapped(), 0);
        assertThat(t.poll(fd, ALL)).isEqualTo(READABLE);
        t.gives(0, LSEEK, fd, 0, SEEK_END);
        t.gives(0, LSEEK, fd, 0, SEEK_DATA);
        t.gives(0, LSEEK, fd, 0, SEEK_SET);
        t.fails(EINVAL, LSEEK, fd, 0, SEEK_CUR);
        t.fails(EINVAL, LSEEK, fd, 0, SEEK_HOLE);
        t.fails(ESPIPE, LSEEK, fd, 1, SEEK_SET);
        t.fails(ESPIPE, LSEEK, fd, 1, SEEK_CUR);
        isNoFileToKeep(t, fd);
        t.fails(ENOTTY, IOCTL, fd, FIONREAD, t.cell(0));
        var pipe = pipe(t);
        pipe.say("hello");
        t.fails(EINVAL, SPLICE, pipe.reader(), 0, fd, 0, 8, 0);
        t.ok(EPOLL_CTL, epoll(t), EPOLL_CTL_ADD, fd, t.epollEvent(POLLIN, 0));
    }

    @ConformanceTest
    void kmsgTakesALineAWrite(Scenario s) {
        var t = task(s);
        long fd = device(t, KMSG, O_WRONLY);
        t.fails(EINVAL, WRITE, fd, t.alloc(1025), 1025);
        t.fails(EFAULT, WRITE, fd, t.unmapped(), 8);
        t.gives(21, WRITE, fd, t.text("<15>jernel: scenario\n"), 21);
        t.gives(21, WRITEV, fd, t.iov(t.text("<15>jernel: "), 12, t.text("in parts\n"), 9), 2);
        t.fails(EBADF, READ, fd, t.alloc(8192), 8192);
        t.fails(EBADF, WRITE, device(t, KMSG, O_RDONLY), t.text("x"), 1);
    }

    @ConformanceTest
    void aNodeWithoutADriverIsNotOpened(Scenario s) {
        var t = task(s);
        mknod(t, "none", 239, 0);
        mknod(t, "far", MEM_MAJOR, 99);
        t.fails(ENXIO, OPEN, t.text("none\0"), O_RDONLY, 0);
        t.fails(ENXIO, OPEN, t.text("far\0"), O_RDONLY, 0);
        t.fails(ENOTDIR, OPEN, t.text("far\0"), O_RDONLY | O_DIRECTORY, 0);
        mknod(t, "null", MEM_MAJOR, NULL);
        t.fails(EEXIST, MKNOD, t.text("null\0"), S_IFCHR | 0666, MEM_MAJOR << 8 | NULL);
        t.fails(EINVAL, OPEN, t.text("null\0"), O_RDONLY | O_DIRECT, 0);
        t.ok(OPEN, t.text("null\0"), O_WRONLY | O_TRUNC, 0);
        long fd = t.ok(OPEN, t.text("null\0"), O_RDONLY | O_PATH, 0);
        t.fails(EBADF, READ, fd, t.alloc(8), 8);
        t.kernelTask().dropCapability(CAP_MKNOD);
        t.fails(EPERM, MKNOD, t.text("mine\0"), S_IFCHR | 0666, MEM_MAJOR << 8 | NULL);
    }
}
