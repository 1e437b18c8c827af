package org.jernel.kernel.fs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FilePosition;
import org.jernel.kernel.mm.KernelMemory;
import org.jernel.kernel.mm.MmSegment;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Files as kernel code uses them, and the file systems that it makes. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class VfsTest {

    private static final int STRESS_TASKS = 4;
    private static final int STRESS_ROUNDS = 500;

    private final Kernel kernel = Kernel.boot(KernelConfig.hermetic().withSeed(7));
    private final Vfs vfs = kernel.get(Vfs.class);

    @AfterEach
    void close() {
        kernel.close();
    }

    private void inTask(Runnable body) throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Task task = kernel.kthreadRun("test", () -> {
            try {
                body.run();
            } catch (RuntimeException | Error e) {
                failure.set(e);
            }
        });
        task.join();
        if (failure.get() != null) {
            throw new AssertionError(failure.get());
        }
    }

    @Test
    void aModuleOpensWritesAndReadsAFileAsItDoesInLinux() throws InterruptedException {
        inTask(() -> {
            KernelMemory memory = kernel.memory();
            byte[] text = "from the kernel".getBytes(StandardCharsets.US_ASCII);
            long buffer = memory.kmalloc(text.length);
            long back = memory.kmalloc(text.length);
            assertThat(memory.write(buffer, text, 0, text.length)).isEqualTo(text.length);
            Task current = Task.current();

            File filp = vfs.filpOpen("/tmp/dst", Fcntl.O_RDWR | Fcntl.O_CREAT, 0);
            FilePosition offset = new FilePosition(0);
            MmSegment origFs = current.getFs();
            current.setFs(MmSegment.KERNEL_DS);
            long copied = filp.operations().write(filp, current.memory(), buffer, text.length, offset);
            assertThat(offset.get()).isEqualTo(text.length);
            offset.set(5);
            long length = filp.operations().read(filp, current.memory(), back, text.length, offset);
            current.setFs(origFs);
            vfs.filpClose(filp);

            assertThat(copied).isEqualTo(text.length);
            assertThat(length).isEqualTo(text.length - 5);
            byte[] read = new byte[text.length - 5];
            assertThat(memory.read(read, 0, back, read.length)).isEqualTo(read.length);
            assertThat(new String(read, StandardCharsets.US_ASCII)).isEqualTo("the kernel");
            assertThat(vfs.lookup("/tmp/dst").inode().mode()).isEqualTo(FileMode.S_IFREG);
            memory.kfree(buffer);
            memory.kfree(back);
        });
    }

    @Test
    void withoutTheLimitRaisedABufferOfTheKernelIsNoUserMemory() throws InterruptedException {
        inTask(() -> {
            long buffer = kernel.memory().kmalloc(8);
            File filp = vfs.filpOpen("/tmp/dst", Fcntl.O_RDWR | Fcntl.O_CREAT, 0600);
            assertThatThrownBy(() -> Task.current().memory()).isSameAs(Errno.EFAULT.exception());
            assertThat(vfs.kernelWrite(filp, new byte[] {1, 2}, 0, 2, new FilePosition(3))).isEqualTo(2);
            assertThat(vfs.kernelRead(filp, new byte[8], 0, 8, new FilePosition(0))).isEqualTo(5);
            vfs.filpClose(filp);
            kernel.memory().kfree(buffer);
        });
    }

    @Test
    void whatIsExpectedOfARootIsThere() {
        for (String path : new String[] {"/bin", "/dev", "/proc", "/sys", "/etc", "/mnt", "/root", "/tmp"}) {
            assertThat(vfs.lookup(path).inode().isDirectory()).as(path).isTrue();
        }
        assertThat(vfs.lookup("/tmp").inode().mode()).isEqualTo(FileMode.S_IFDIR | 01777);
        assertThat(vfs.dPath(vfs.lookup("/proc/../tmp"))).isEqualTo("/tmp");
    }

    @Test
    void aFileSystemOfTheKernelsOwnHasTheNamesThatItIsGiven() {
        AtomicReference<String> value = new AtomicReference<>("0\n");
        PseudoFileSystem own = new PseudoFileSystem(vfs, "ownfs", 0x1234, 0755);
        Dentry directory = own.mkdir(own.root(), "dir", 0755);
        own.create(directory, "value", 0644, new TextFile(value::get, text -> {
            value.set(text);
            return 0;
        }));
        own.symlink(own.root(), "link", "dir/value");
        vfs.registerFilesystem(own);
        vfs.mkdirs("/sys/own/deep", 0755);
        vfs.mount(own, "own", "/sys/own/deep", 0, "");

        assertThat(read("/sys/own/deep/link")).isEqualTo("0\n");
        File file = vfs.filpOpen("/sys/own/deep/dir/value", Fcntl.O_WRONLY | Fcntl.O_TRUNC, 0);
        assertThat(vfs.kernelWrite(file, new byte[] {'1'}, 0, 1, new FilePosition(0))).isEqualTo(1);
        vfs.filpClose(file);
        assertThat(read("/sys/own/deep/dir/value")).isEqualTo("1");
        assertThatThrownBy(() -> vfs.mkdir("/sys/own/deep/x", 0755)).isSameAs(Errno.EPERM.exception());
        assertThatThrownBy(() -> vfs.unlink("/sys/own/deep/link")).isSameAs(Errno.EPERM.exception());
        assertThatThrownBy(() -> vfs.registerFilesystem(own)).isSameAs(Errno.EBUSY.exception());
        own.remove(directory);
        assertThatThrownBy(() -> vfs.lookup("/sys/own/deep/link")).isSameAs(Errno.ENOENT.exception());
    }

    private String read(String path) {
        File file = vfs.filpOpen(path, Fcntl.O_RDONLY, 0);
        byte[] bytes = new byte[64];
        long length = vfs.kernelRead(file, bytes, 0, bytes.length, new FilePosition(0));
        vfs.filpClose(file);
        return new String(bytes, 0, (int) length, StandardCharsets.UTF_8);
    }

    @Test
    void tasksThatMakeMoveAndRemoveTheSameNamesLeaveATreeThatIsWhole() throws InterruptedException {
        vfs.mkdir("/tmp/a", 0777);
        vfs.mkdir("/tmp/b", 0777);
        long before = vfs.lookup("/tmp").inode().superBlock().statfs().freeBlocks();
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < STRESS_TASKS; i++) {
            int seed = i;
            tasks.add(kernel.kthreadRun("stress" + i, () -> stress(seed)));
        }
        for (Task task : tasks) {
            task.join();
        }
        assertThat(kernel.oopsCount()).isZero();
        for (String directory : new String[] {"/tmp/a", "/tmp/b"}) {
            Dentry dentry = vfs.lookup(directory).dentry();
            long names = 0;
            int directories = 2;
            for (Dentry child = dentry.childFrom(0); child != null; child = dentry.childFrom(child.offset() + 1)) {
                names++;
                directories += child.inode().isDirectory() ? 1 : 0;
                assertThat(child.parent()).isSameAs(dentry);
                assertThat(dentry.child(child.name())).isSameAs(child);
            }
            assertThat(dentry.inode().links()).isEqualTo(directories);
            assertThat(dentry.inode().size()).isEqualTo((names + 2) * TmpfsDirectory.DIRENT_SIZE);
        }
        removeAll("/tmp/a");
        removeAll("/tmp/b");
        assertThat(vfs.lookup("/tmp").inode().superBlock().statfs().freeBlocks()).isEqualTo(before);
    }

    @Test
    void mountsOfOnePlaceAtATimeLieOneOverTheOther() throws InterruptedException {
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < STRESS_TASKS; i++) {
            tasks.add(kernel.kthreadRun("mount" + i, () -> {
                for (int round = 0; round < 25; round++) {
                    vfs.mounting().mount("own", "/mnt", "tmpfs", 0, "");
                }
            }));
        }
        for (Task task : tasks) {
            task.join();
        }
        assertThat(kernel.oopsCount()).isZero();
        for (int i = 0; i < 25 * STRESS_TASKS; i++) {
            vfs.mounting().umount("/mnt", 0);
        }
        assertThatThrownBy(() -> vfs.mounting().umount("/mnt", 0)).isSameAs(Errno.EINVAL.exception());
    }

    private void stress(int seed) {
        for (int round = 0; round < STRESS_ROUNDS; round++) {
            int pick = round * 31 + seed * 17;
            String one = (pick % 2 == 0 ? "/tmp/a/" : "/tmp/b/") + pick % 5;
            String other = (pick % 3 == 0 ? "/tmp/a/" : "/tmp/b/") + pick % 7;
            attempt(() -> {
                File file = vfs.filpOpen(one, Fcntl.O_CREAT | Fcntl.O_WRONLY | Fcntl.O_APPEND, 0600);
                assertThat(vfs.kernelWrite(file, new byte[] {1}, 0, 1, new FilePosition(0))).isOne();
                vfs.filpClose(file);
            });
            attempt(() -> vfs.renaming().rename(Vfs.AT_FDCWD, one, Vfs.AT_FDCWD, () -> other, 0));
            attempt(() -> vfs.mkdir(one, 0700));
            attempt(() -> vfs.renaming().rename(Vfs.AT_FDCWD, other, Vfs.AT_FDCWD, () -> one + "/in", 0));
            attempt(() -> vfs.renaming()
                    .rename(Vfs.AT_FDCWD, other, Vfs.AT_FDCWD, () -> one, Renaming.RENAME_EXCHANGE));
            attempt(() -> vfs.unlink(other));
            attempt(() -> vfs.unlink(one + "/in"));
            attempt(() -> vfs.names().rmdir(Vfs.AT_FDCWD, one));
        }
    }

    private static void attempt(Runnable change) {
        try {
            change.run();
        } catch (ErrnoException e) {
            // others were faster
        }
    }

    private void removeAll(String path) {
        Dentry dentry = vfs.lookup(path).dentry();
        for (Dentry child = dentry.childFrom(0); child != null; child = dentry.childFrom(0)) {
            String name = path + "/" + child.name();
            if (child.inode().isDirectory()) {
                removeAll(name);
                vfs.names().rmdir(Vfs.AT_FDCWD, name);
            } else {
                vfs.unlink(name);
            }
        }
    }

    @Test
    void filesInMemoryHaveHalfOfIt() {
        try (Kernel small = Kernel.boot(KernelConfig.hermetic().withMemory(1 << 20))) {
            Vfs files = small.get(Vfs.class);
            File file = files.filpOpen("/big", Fcntl.O_CREAT | Fcntl.O_WRONLY, 0600);
            FilePosition position = new FilePosition(0);
            assertThat(files.kernelWrite(file, new byte[1 << 20], 0, 1 << 20, position)).isBetween(1L, 1L << 19);
            assertThat(files.kernelWrite(file, new byte[1], 0, 1, new FilePosition(1 << 19)))
                    .isEqualTo(Errno.ENOSPC.negated());
            files.filpClose(file);
        }
    }
}
