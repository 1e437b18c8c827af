package org.jernel.test.conformance;

import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.Scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** The bytes of regular files, and the positions in them: read(2), pread(2), lseek(2), truncate(2), fallocate(2), sendfile(2). */
final class FileDataTest {

    @ConformanceTest
    void aPositionIsSharedByWhoHasTheFile(Scenario s) {
        var t = Paths.task(s);
        Paths.file(t, "/f", "0123456789");
        long one = Paths.open(t, "/f", O_RDWR);
        long dup = t.ok(DUP, one);
        long own = Paths.open(t, "/f", O_RDONLY);
        var child = t.fork();
        t.gives(3, READ, one, t.alloc(3), 3);
        t.gives(3, LSEEK, dup, 0, SEEK_CUR);
        child.gives(2, READ, dup, child.alloc(2), 2);
        t.gives(5, LSEEK, one, 0, SEEK_CUR);
        t.gives(0, LSEEK, own, 0, SEEK_CUR);
        t.ok(CLOSE, one);
        Paths.reads(t, dup, "56789");
    }

    @ConformanceTest
    void positionsAreSetFromThreePlacesAndFoundByContent(Scenario s) {
        var t = Paths.task(s);
        Paths.file(t, "/f", "0123456789");
        long fd = Paths.open(t, "/f", O_RDWR);
        t.gives(8, LSEEK, fd, -2, SEEK_END);
        t.gives(6, LSEEK, fd, -2, SEEK_CUR);
        t.fails(EINVAL, LSEEK, fd, -7, SEEK_CUR);
        t.fails(EINVAL, LSEEK, fd, -1, SEEK_SET);
        t.fails(EINVAL, LSEEK, fd, 0, 5);
        t.gives(6, LSEEK, fd, 0, SEEK_CUR);
        t.gives(4, LSEEK, fd, 4, SEEK_DATA);
        t.gives(10, LSEEK, fd, 4, SEEK_HOLE);
        t.fails(ENXIO, LSEEK, fd, 10, SEEK_DATA);
        t.fails(ENXIO, LSEEK, fd, 11, SEEK_HOLE);
        t.fails(ENXIO, LSEEK, fd, -1, SEEK_DATA);
        t.gives(100, LSEEK, fd, 100, SEEK_SET);
        t.gives(0, READ, fd, t.alloc(4), 4);
        t.gives(1, WRITE, fd, t.text("!"), 1);
        t.gives(101, LSEEK, fd, 0, SEEK_END);
        long back = t.alloc(4);
        t.gives(4, PREAD64, fd, back, 4, 97);
        assertThat(t.textAt(back, 4)).isEqualTo("\0\0\0!");
        t.gives(Long.MAX_VALUE, LSEEK, fd, Long.MAX_VALUE, SEEK_SET);
        t.fails(EINVAL, WRITE, fd, t.text("!"), 1);
        t.fails(EINVAL, READ, fd, t.alloc(1), 1);
        t.fails(EINVAL, LSEEK, fd, 1, SEEK_CUR);
    }

    @ConformanceTest
    void aPositionCanBeNamed(Scenario s) {
        var t = Paths.task(s);
        long fd = Paths.open(t, "/f", O_RDWR | O_CREAT);
        t.gives(4, PWRITE64, fd, t.text("abcd"), 4, 2);
        t.gives(0, LSEEK, fd, 0, SEEK_CUR);
        t.gives(3, PREAD64, fd, t.alloc(8), 8, 3);
        t.gives(0, PREAD64, fd, t.alloc(8), 8, 100);
        t.fails(EINVAL, PREAD64, fd, t.alloc(8), 8, -1);
        t.fails(EINVAL, PWRITE64, fd, t.text("x"), 1, -1);
        t.fails(EBADF, PREAD64, 99, t.alloc(8), 8, 0);
        t.fails(EFAULT, PREAD64, fd, t.unmapped(), 8, 0);
        var pipe = Fds.pipe(t);
        t.fails(ESPIPE, PREAD64, pipe.reader(), t.alloc(8), 8, 0);
        t.fails(ESPIPE, PWRITE64, pipe.reader(), t.alloc(8), 8, 0);
        long reader = Paths.open(t, "/f", O_RDONLY);
        t.fails(EBADF, PWRITE64, reader, t.text("x"), 1, 0);
        long iov = t.iov(t.text("123"), 3, t.text("45"), 2);
        t.gives(5, PWRITEV, fd, iov, 2, 1, 0);
        long out = t.alloc(8);
        t.gives(4, PREADV, fd, t.iov(out, 2, out + 4, 2), 2, 0, 0);
        t.fails(EINVAL, PREADV, fd, iov, 2, -1, -1);
        t.gives(0, PREADV, fd, iov, 0, 0, 0);
        Paths.has(t, "/f", "\00012345");
    }

    @ConformanceTest
    void aSizeIsSetAndWhatWasCutOffIsGone(Scenario s) {
        var t = Paths.task(s);
        Paths.file(t, "/f", "0123456789");
        long fd = Paths.open(t, "/f", O_RDWR);
        t.ok(TRUNCATE, t.path("/f"), 4);
        t.ok(FTRUNCATE, fd, 6);
        Paths.has(t, "/f", "0123\0\0");
        t.ok(FTRUNCATE, fd, 10000);
        t.ok(FSTAT, fd, t.statOut());
        t.fails(EINVAL, TRUNCATE, t.path("/f"), -1);
        t.fails(EINVAL, FTRUNCATE, fd, -1);
        t.fails(EISDIR, TRUNCATE, t.path("/"), 0);
        t.fails(EINVAL, FTRUNCATE, Paths.open(t, "/", O_RDONLY), 0);
        t.fails(EINVAL, FTRUNCATE, Paths.open(t, "/f", O_RDONLY), 0);
        t.fails(EINVAL, FTRUNCATE, Fds.pipe(t).writer(), 0);
        t.ok(MKNOD, t.path("/p"), S_IFIFO | 0600, 0);
        t.fails(EINVAL, TRUNCATE, t.path("/p"), 0);
        t.fails(ENOENT, TRUNCATE, t.path("/none"), 0);
    }

    @ConformanceTest
    void roomIsTakenAndGivenBack(Scenario s) {
        var t = Paths.task(s);
        long fd = Paths.open(t, "/f", O_RDWR | O_CREAT);
        t.gives(10, PWRITE64, fd, t.text("0123456789"), 10, 4090);
        t.ok(FSTAT, fd, t.statOut());
        t.ok(FALLOCATE, fd, 0, 0, 20000);
        t.ok(FSTAT, fd, t.statOut());
        t.ok(FALLOCATE, fd, FALLOC_FL_KEEP_SIZE, 20000, 10000);
        t.ok(FSTAT, fd, t.statOut());
        t.ok(FALLOCATE, fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 4092, 9000);
        t.ok(FSTAT, fd, t.statOut());
        long back = t.alloc(12);
        t.gives(12, PREAD64, fd, back, 12, 4088);
        t.fails(EOPNOTSUPP, FALLOCATE, fd, FALLOC_FL_PUNCH_HOLE, 0, 10);
        t.fails(EOPNOTSUPP, FALLOCATE, fd, 0x100, 0, 10);
        t.fails(EINVAL, FALLOCATE, fd, 0, -1, 10);
        t.fails(EINVAL, FALLOCATE, fd, 0, 0, 0);
        t.fails(EFBIG, FALLOCATE, fd, 0, Long.MAX_VALUE, 10);
        t.fails(ENOSPC, FALLOCATE, fd, 0, 0, 2 << 20);
        t.fails(EBADF, FALLOCATE, Paths.open(t, "/f", O_RDONLY), 0, 0, 10);
        t.fails(ESPIPE, FALLOCATE, Fds.pipe(t).writer(), 0, 0, 10);
        t.ok(FSTAT, fd, t.statOut());
    }

    @ConformanceTest
    void aFullFileSystemTakesWhatFits(Scenario s) {
        var t = Paths.task(s);
        long fd = Paths.open(t, "/f", O_RDWR | O_CREAT);
        long buffer = t.bytes(new byte[600 << 10]);
        t.gives(600 << 10, WRITE, fd, buffer, 600 << 10);
        long other = Paths.open(t, "/g", O_RDWR | O_CREAT);
        t.gives(424 << 10, WRITE, other, buffer, 600 << 10);
        t.fails(ENOSPC, WRITE, other, buffer, 1);
        t.ok(UNLINK, t.path("/f"));
        t.fails(ENOSPC, WRITE, other, buffer, 1);
        t.ok(CLOSE, fd);
        t.gives(1, WRITE, other, buffer, 1);
    }

    @ConformanceTest
    void bytesGoFromFileToFileAndThroughPipes(Scenario s) {
        var t = Paths.task(s);
        Paths.file(t, "/f", "0123456789");
        long in = Paths.open(t, "/f", O_RDONLY);
        long out = Paths.open(t, "/g", O_RDWR | O_CREAT);
        t.gives(10, SENDFILE, out, in, 0, 100);
        t.gives(0, SENDFILE, out, in, 0, 100);
        Paths.has(t, "/g", "0123456789");
        long offset = t.words(6);
        t.gives(4, SENDFILE, out, in, offset, 100);
        t.gives(14, LSEEK, out, 0, SEEK_CUR);
        t.gives(10, LSEEK, in, 0, SEEK_CUR);
        var pipe = Fds.pipe(t);
        t.gives(3, SPLICE, in, t.words(2), pipe.writer(), 0, 3, 0);
        pipe.hears("234");
        t.gives(2, SENDFILE, pipe.writer(), in, t.words(0), 2);
        t.gives(2, SPLICE, pipe.reader(), 0, out, t.words(1), 2, 0);
        t.gives(14, LSEEK, out, 0, SEEK_CUR);
        Paths.has(t, "/g", "00134567896789");
        long append = Paths.open(t, "/g", O_WRONLY | O_APPEND);
        t.fails(EINVAL, SENDFILE, append, in, t.words(0), 2);
        t.fails(EINVAL, SENDFILE, out, in, t.words(-1), 2);
        t.fails(EBADF, SENDFILE, in, in, t.words(0), 2);
    }

    @ConformanceTest
    void aFileGrowsToTheGreatestSizeAndNoFurther(Scenario s) {
        var t = Paths.task(s);
        long fd = Paths.open(t, "/f", O_RDWR | O_CREAT);
        t.gives(1, PWRITE64, fd, t.text("a"), 1, Long.MAX_VALUE - 3);
        long append = Paths.open(t, "/f", O_WRONLY | O_APPEND);
        t.gives(2, WRITE, append, t.text("12345"), 5);
        t.fails(EINVAL, WRITE, append, t.text("3"), 1);
        long atBegin = Paths.open(t, "/f", O_WRONLY | O_APPEND);
        t.fails(EFBIG, WRITE, atBegin, t.text("3"), 1);
        t.gives(0, WRITE, atBegin, t.text("3"), 0);
        t.fails(EINVAL, PWRITE64, fd, t.text("ab"), 2, Long.MAX_VALUE - 1);
        t.gives(3, PREAD64, fd, t.alloc(3), 3, Long.MAX_VALUE - 3);
        t.gives(Long.MAX_VALUE, LSEEK, fd, 0, SEEK_END);
    }

    @ConformanceTest
    void aRegularFileIsAlwaysReadyAndNothingForEpoll(Scenario s) {
        var t = Paths.task(s);
        Paths.file(t, "/f", "x");
        long fd = Paths.open(t, "/f", O_RDWR);
        assertThat(t.poll(fd, Fds.ALL)).isEqualTo(POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM);
        long epoll = t.ok(EPOLL_CREATE1, 0);
        t.fails(EPERM, EPOLL_CTL, epoll, 1, fd, t.epollEvent(POLLIN, 0));
        t.ok(FSYNC, fd);
        t.ok(FDATASYNC, fd);
        t.fails(EINVAL, FSYNC, Fds.pipe(t).reader());
        t.fails(ENOTTY, IOCTL, fd, 0x1234, 0);
        t.gives(0, READ, fd, t.unmapped(), 0);
        t.fails(EFAULT, READ, fd, t.unmapped(), 1);
        t.fails(EFAULT, WRITE, fd, t.unmapped(), 1);
        Paths.has(t, "/f", "x");
    }
}
