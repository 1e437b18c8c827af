package org.jernel.test.conformance;

import org.jernel.test.judge.Arm;
import org.jernel.test.judge.ConformanceTest;
import org.jernel.test.judge.NotOn;
import org.jernel.test.judge.Scenario;
import org.jernel.test.judge.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jernel.syscall.Errno.*;
import static org.jernel.test.judge.Call.*;
import static org.jernel.test.judge.Linux.*;

/** Mappings, at addresses that no arm has anything at. */
final class MmapTest {

    private static final long PAGE = 4096;
    private static final int RW = PROT_READ | PROT_WRITE;
    private static final int ANON = MAP_PRIVATE | MAP_ANONYMOUS;

    private static long map(Task t, long at, int pages, int prot, int flags) {
        return t.ok(MMAP, at, pages * PAGE, prot, flags | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    }

    /** A file of two pages. */
    private static long file(Task t, long path, int flags) {
        long fd = t.ok(OPEN, path, O_CREAT | O_RDWR, 0600);
        t.ok(WRITE, fd, t.text("0123456789"), 10);
        t.ok(LSEEK, fd, 2 * PAGE - 1, 0);
        t.ok(WRITE, fd, t.text("z"), 1);
        long again = t.ok(OPEN, path, flags, 0);
        t.ok(CLOSE, fd);
        return again;
    }

    private static long device(Task t, String path, int number) {
        t.ok(MKNOD, t.text(path), S_IFCHR | 0600, number);
        return t.ok(OPEN, t.text(path), O_RDWR, 0);
    }

    @ConformanceTest
    void whatCannotBeMappedSo(Scenario s) {
        long at = 0x3f0000000000L;
        var t = s.task();
        t.fails(EBADF, MMAP, 0, PAGE, RW, MAP_PRIVATE, -1, 0);
        t.fails(EINVAL, MMAP, 0, 0, RW, ANON, -1, 0);
        t.fails(EBADF, MMAP, 0, 0, RW, MAP_PRIVATE, -1, 0);
        t.fails(EINVAL, MMAP, 0, PAGE, RW, ANON, -1, 1);
        t.fails(EINVAL, MMAP, 0, PAGE, RW, MAP_ANONYMOUS, -1, 0);
        t.fails(EINVAL, MMAP, at + 1, PAGE, RW, ANON | MAP_FIXED, -1, 0);
        t.fails(ENOMEM, MMAP, 0, -1, RW, ANON, -1, 0);
        t.fails(ENOMEM, MMAP, 0, 1L << 48, RW, ANON, -1, 0);
        t.fails(ENODEV, MMAP, 0, PAGE, RW, MAP_SHARED, t.ok(SOCKET, AF_INET, SOCK_DGRAM, 0), 0);
        t.fails(ENODEV, MMAP, 0, PAGE, RW, MAP_PRIVATE, t.ok(EVENTFD2, 0, 0), 0);
        long pipe = t.alloc(8);
        t.ok(PIPE, pipe);
        t.fails(ENODEV, MMAP, 0, PAGE, PROT_READ, MAP_SHARED, t.intAt(pipe), 0);
        t.fails(EACCES, MMAP, 0, PAGE, PROT_WRITE, MAP_SHARED, t.intAt(pipe), 0);
        t.fails(EACCES, MMAP, 0, PAGE, PROT_READ, MAP_PRIVATE, t.intAt(pipe + 4), 0);
        t.fails(EINVAL, MMAP, 0, PAGE, PROT_READ, 0, t.intAt(pipe), 0);
        map(t, at, 1, RW, MAP_PRIVATE);
        t.fails(EEXIST, MMAP, at, PAGE, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0);
    }

    @ConformanceTest
    void noMoreIsPromisedInOnePieceThanThereIs(Scenario s) {
        long terabyte = 1L << 40;
        var t = s.task();
        t.fails(ENOMEM, MMAP, 0, terabyte, RW, ANON, -1, 0);
        t.fails(ENOMEM, MMAP, 0, terabyte, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        long readOnly = t.ok(MMAP, 0x300000000000L, terabyte, PROT_READ, ANON | MAP_FIXED, -1, 0);
        t.fails(ENOMEM, MPROTECT, readOnly, terabyte, RW);
        t.ok(MPROTECT, readOnly + PAGE, PAGE, RW);
        t.write(readOnly + PAGE, new byte[] {7});
        assertThat(t.intAt(readOnly + PAGE)).isEqualTo(7);
        long notReserved = t.ok(MMAP, 0x320000000000L, terabyte, RW, ANON | MAP_NORESERVE | MAP_FIXED, -1, 0);
        t.ok(MPROTECT, notReserved, terabyte, PROT_READ);
        t.ok(MPROTECT, notReserved, terabyte, RW);
        t.ok(MUNMAP, notReserved, terabyte);
        t.ok(MUNMAP, readOnly, terabyte);
        long page = t.ok(MMAP, 0x340000000000L, PAGE, RW, ANON | MAP_FIXED, -1, 0);
        t.fails(ENOMEM, MREMAP, page, PAGE, terabyte, MREMAP_MAYMOVE, 0);
        t.ok(MUNMAP, page, PAGE);
    }

    @ConformanceTest
    @NotOn(arm = Arm.HOST, reason = "its tasks are threads and have one memory")
    void sharedMemoryIsSharedByTheChild(Scenario s) {
        long at = 0x3f0100000000L;
        var t = s.task();
        map(t, at, 2, RW, MAP_SHARED);
        t.write(at, new byte[] {1});
        var child = t.fork();
        assertThat(child.intAt(at)).isEqualTo(1);
        child.write(at + PAGE, new byte[] {2});
        assertThat(t.intAt(at + PAGE)).isEqualTo(2);
        t.ok(MPROTECT, at, PAGE, PROT_READ);
        t.ok(MUNMAP, at, 2 * PAGE);
        assertThat(child.intAt(at + PAGE)).isEqualTo(2);
    }

    @ConformanceTest
    @NotOn(arm = Arm.HOST, reason = "its tasks are threads and have one memory")
    void privateMemoryIsTheChildsOwnOnceWrittenTo(Scenario s) {
        long at = 0x3f0200000000L;
        var t = s.task();
        map(t, at, 3, RW, MAP_PRIVATE);
        t.write(at, new byte[] {1, 1, 1, 1});
        t.write(at + PAGE, new byte[] {5});
        var child = t.fork();
        var grandchild = child.fork();
        t.write(at, new byte[] {2});
        child.write(at + 1, new byte[] {3});
        child.write(at + 2 * PAGE, new byte[] {9});
        assertThat(t.intAt(at)).isEqualTo(0x01010102);
        assertThat(child.intAt(at)).isEqualTo(0x01010301);
        assertThat(grandchild.intAt(at)).isEqualTo(0x01010101);
        grandchild.write(at + 3, new byte[] {4});
        assertThat(grandchild.intAt(at)).isEqualTo(0x04010101);
        assertThat(t.intAt(at)).isEqualTo(0x01010102);
        assertThat(grandchild.intAt(at + PAGE)).isEqualTo(5);
        assertThat(t.intAt(at + 2 * PAGE)).isEqualTo(0);
    }

    @ConformanceTest
    void aFileMappedSharedIsTheFile(Scenario s) {
        long at = 0x3f0300000000L;
        var t = Paths.task(s);
        long path = t.text("/shared\0");
        long fd = file(t, path, O_RDWR);
        t.gives(at, MMAP, at, 3 * PAGE, RW, MAP_SHARED | MAP_FIXED, fd, 0);
        assertThat(t.intAt(at)).isEqualTo(0x33323130);
        t.write(at + 4, new byte[] {'x', 'y'});
        t.ok(READ, fd, t.alloc(10), 10);
        t.ok(WRITE, fd, t.text("behind"), 6);
        assertThat(t.intAt(at + 10) & 0xff).isEqualTo('b');
        long pipe = t.alloc(8);
        t.ok(PIPE, pipe);
        long out = t.intAt(pipe + 4);
        t.ok(WRITE, out, at + 2 * PAGE - 4, 4);
        t.fails(EFAULT, WRITE, out, at + 2 * PAGE, 4);
        t.ok(CLOSE, fd);
        assertThat(t.intAt(at)).isEqualTo(0x33323130);
        t.ok(MSYNC, at, PAGE, MS_SYNC);
        t.gives(at, MREMAP, at, PAGE, PAGE, 0);
        t.ok(OPEN, path, O_RDWR | O_TRUNC, 0);
        t.fails(EFAULT, WRITE, out, at, 4);
        t.ok(UNLINK, path);
    }

    @ConformanceTest
    void aFileMappedPrivateKeepsWhatIsWritten(Scenario s) {
        long at = 0x3f0400000000L;
        var t = Paths.task(s);
        long path = t.text("/private\0");
        long fd = file(t, path, O_RDONLY);
        t.ok(UNLINK, path);
        t.fails(EACCES, MMAP, at, PAGE, RW, MAP_SHARED | MAP_FIXED, fd, 0);
        t.gives(at, MMAP, at, PAGE, RW, MAP_PRIVATE | MAP_FIXED, fd, 0);
        t.gives(at + PAGE, MMAP, at + PAGE, PAGE, PROT_READ, MAP_SHARED | MAP_FIXED, fd, 0);
        t.fails(EACCES, MPROTECT, at + PAGE, PAGE, RW);
        t.write(at, new byte[] {'p'});
        assertThat(t.intAt(at)).isEqualTo(0x33323170);
        assertThat(t.intAt(at + PAGE)).isEqualTo(0x33323130);
        t.ok(READ, fd, t.alloc(4), 4);
        t.ok(MADVISE, at, PAGE, MADV_DONTNEED);
        assertThat(t.intAt(at)).isEqualTo(0x33323130);
        t.gives(at, MMAP, at, PAGE, PROT_READ, MAP_PRIVATE | MAP_FIXED, fd, PAGE);
        assertThat(t.intAt(at)).isEqualTo(0);
    }

    @ConformanceTest
    void aMappingGrowsShrinksAndMoves(Scenario s) {
        long at = 0x3f0500000000L;
        var t = s.task();
        map(t, at, 2, RW, MAP_PRIVATE);
        t.write(at, new byte[] {1});
        t.write(at + PAGE, new byte[] {2});
        t.gives(at, MREMAP, at, 2 * PAGE, 3 * PAGE, 0);
        assertThat(t.intAt(at + 2 * PAGE)).isEqualTo(0);
        t.gives(at, MREMAP, at, 3 * PAGE, 2 * PAGE, 0);
        t.fails(EFAULT, MREMAP, at + 2 * PAGE, PAGE, PAGE, 0);
        t.gives(at + 8 * PAGE, MREMAP, at, 2 * PAGE, 4 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, at + 8 * PAGE);
        assertThat(t.intAt(at + 8 * PAGE)).isEqualTo(1);
        assertThat(t.intAt(at + 9 * PAGE)).isEqualTo(2);
        t.fails(ENOMEM, MADVISE, at, PAGE, MADV_DONTNEED);
        map(t, at, 1, RW, MAP_PRIVATE);
        t.ok(MMAP, at + PAGE, PAGE, PROT_READ, ANON | MAP_FIXED, -1, 0);
        t.fails(ENOMEM, MREMAP, at, PAGE, 2 * PAGE, 0);
        t.fails(EFAULT, MREMAP, at, 2 * PAGE, 3 * PAGE, MREMAP_MAYMOVE);
        t.fails(EINVAL, MREMAP, at + 1, PAGE, PAGE, 0);
        t.fails(EINVAL, MREMAP, at, PAGE, 0, 0);
        t.fails(EINVAL, MREMAP, at, PAGE, PAGE, MREMAP_FIXED, at + 20 * PAGE);
        t.fails(EINVAL, MREMAP, at, PAGE, PAGE, 64);
        t.fails(EINVAL, MREMAP, at, PAGE, PAGE, MREMAP_FIXED | MREMAP_MAYMOVE, at);
        t.fails(EINVAL, MREMAP, at, PAGE, PAGE, MREMAP_FIXED | MREMAP_MAYMOVE, at + 20 * PAGE + 1);
        t.fails(EFAULT, MREMAP, at + 100 * PAGE, PAGE, PAGE, 0);
    }

    @ConformanceTest
    void adviceAndQuestionsAboutARange(Scenario s) {
        long at = 0x3f0600000000L;
        var t = s.task();
        map(t, at, 2, RW, MAP_PRIVATE);
        t.write(at, new byte[] {1});
        long vec = t.alloc(4);
        t.ok(MINCORE, at, 2 * PAGE, vec);
        t.fails(ENOMEM, MINCORE, at, 3 * PAGE, vec);
        t.fails(EINVAL, MINCORE, at + 1, PAGE, vec);
        t.fails(EFAULT, MINCORE, at, PAGE, t.unmapped());
        t.ok(MADVISE, at, 2 * PAGE, MADV_DONTNEED);
        assertThat(t.intAt(at)).isEqualTo(0);
        t.fails(EINVAL, MADVISE, at + 1, PAGE, MADV_DONTNEED);
        t.fails(EINVAL, MADVISE, at, PAGE, 12345);
        t.ok(MADVISE, at, 0, MADV_DONTNEED);
        t.fails(ENOMEM, MADVISE, at, 3 * PAGE, MADV_DONTNEED);
        t.fails(EINVAL, MADVISE, at, -1, MADV_DONTNEED);
        t.ok(MSYNC, at, 2 * PAGE, MS_SYNC);
        t.ok(MSYNC, at, 2 * PAGE, 0);
        t.fails(EINVAL, MSYNC, at, PAGE, MS_SYNC | MS_ASYNC);
        t.fails(EINVAL, MSYNC, at + 1, PAGE, MS_SYNC);
        t.fails(EINVAL, MSYNC, at, PAGE, 8);
        t.fails(ENOMEM, MSYNC, at, 3 * PAGE, MS_SYNC);
    }

    @ConformanceTest
    void devicesOfZerosAreMemory(Scenario s) {
        long at = 0x3f0700000000L;
        var t = Paths.task(s);
        long zero = device(t, "/zero\0", 0x105);
        t.gives(at, MMAP, at, PAGE, RW, MAP_SHARED | MAP_FIXED, zero, 0);
        t.gives(at + PAGE, MMAP, at + PAGE, PAGE, RW, MAP_PRIVATE | MAP_FIXED, zero, 0);
        t.write(at, new byte[] {1});
        t.write(at + PAGE, new byte[] {2});
        assertThat(t.intAt(at)).isEqualTo(1);
        assertThat(t.intAt(at + PAGE)).isEqualTo(2);
        t.fails(ENODEV, MMAP, 0, PAGE, RW, MAP_SHARED, device(t, "/full\0", 0x107), 0);
        t.fails(ENODEV, MMAP, 0, PAGE, RW, MAP_SHARED, device(t, "/null\0", 0x103), 0);
    }
}
