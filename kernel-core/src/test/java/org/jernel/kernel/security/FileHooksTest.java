package org.jernel.kernel.security;

import java.util.concurrent.TimeUnit;

import org.jernel.kernel.support.TestKernel;
import org.jernel.kernel.support.User;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Hooks of files, names and mounts: where each is asked, and what its errno does. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class FileHooksTest {

    private static final int NR_READ = 0;
    private static final int NR_WRITE = 1;
    private static final int NR_OPEN = 2;
    private static final int NR_STAT = 4;
    private static final int NR_PREAD64 = 17;
    private static final int NR_PWRITE64 = 18;
    private static final int NR_READV = 19;
    private static final int NR_WRITEV = 20;
    private static final int NR_PIPE = 22;
    private static final int NR_SENDFILE = 40;
    private static final int NR_SPLICE = 275;
    private static final int NR_TRUNCATE = 76;
    private static final int NR_RENAME = 82;
    private static final int NR_MKDIR = 83;
    private static final int NR_RMDIR = 84;
    private static final int NR_LINK = 86;
    private static final int NR_UNLINK = 87;
    private static final int NR_SYMLINK = 88;
    private static final int NR_CHMOD = 90;
    private static final int NR_CHOWN = 92;
    private static final int NR_MKNOD = 133;
    private static final int NR_MOUNT = 165;
    private static final int NR_UMOUNT2 = 166;

    private static final int O_RDWR = 2;
    private static final int O_CREAT = 0100;
    private static final int S_IFIFO = 010000;
    private static final int STAT_SIZE = 144;

    private final TestKernel kernel = new TestKernel();
    private final Guard guard = new Guard();

    FileHooksTest() {
        kernel.kernel().get(Security.class).securityAddHooks(guard);
    }

    @AfterEach
    void close() {
        kernel.close();
    }

    /** A call that a hook refuses without a trace, and that comes to something else. */
    private void refuses(User user, String hook, String otherwise, int nr, long... args) {
        guard.refuse(hook);
        assertThat(user.ask(nr, args)).as(hook).isEqualTo("EXFULL");
        guard.refuse("");
        guard.asked();
        assertThat(user.ask(nr, args)).as("%s, not refused", hook).isEqualTo(otherwise);
        assertThat(guard.asked()).containsOnlyOnce(hook);
    }

    @Test
    void namesAreMadeMovedAndTakenAwayOnlyWhereTheHooksLet() throws InterruptedException {
        kernel.run((User user) -> {
            long directory = user.string("/d");
            long file = user.string("/d/f");
            long other = user.string("/d/g");
            refuses(user, "inode_mkdir", "0", NR_MKDIR, directory, 0755);
            refuses(user, "inode_mknod", "0", NR_MKNOD, user.string("/d/p"), S_IFIFO | 0644, 0);
            refuses(user, "inode_create", "0", NR_MKNOD, file, 0644, 0);
            refuses(user, "inode_symlink", "0", NR_SYMLINK, file, user.string("/d/s"));
            refuses(user, "inode_link", "0", NR_LINK, file, other);
            refuses(user, "inode_unlink", "0", NR_UNLINK, other);
            refuses(user, "inode_rename", "0", NR_RENAME, file, other);
            refuses(user, "inode_setattr", "0", NR_CHMOD, other, 0600);
            refuses(user, "inode_setattr", "0", NR_CHOWN, other, 1, 1);
            refuses(user, "inode_setattr", "0", NR_TRUNCATE, other, 5);
            refuses(user, "inode_mkdir", "0", NR_MKDIR, user.string("/d/e"), 0755);
            refuses(user, "inode_rmdir", "0", NR_RMDIR, user.string("/d/e"));
            refuses(user, "sb_mount", "0", NR_MOUNT, user.string("none"), directory, user.string("tmpfs"), 0, 0);
            refuses(user, "sb_umount", "0", NR_UMOUNT2, directory, 0);
            return 0;
        });
    }

    @Test
    void filesAreOpenedAndUsedOnlyWhereTheHooksLet() throws InterruptedException {
        kernel.run((User user) -> {
            long path = user.string("/f");
            long buffer = user.string("bytes");
            long vector = user.longs(buffer, 5);
            refuses(user, "inode_create", "0", NR_OPEN, path, O_CREAT | O_RDWR, 0644);
            refuses(user, "file_open", "1", NR_OPEN, path, O_RDWR, 0);
            refuses(user, "file_permission w", "5", NR_WRITE, 0, buffer, 5);
            refuses(user, "file_permission w", "5", NR_PWRITE64, 0, buffer, 5, 0);
            refuses(user, "file_permission w", "5", NR_WRITEV, 0, vector, 1);
            refuses(user, "file_permission r", "5", NR_READ, 1, buffer, 5);
            refuses(user, "file_permission r", "5", NR_PREAD64, 1, buffer, 5, 0);
            refuses(user, "file_permission r", "5", NR_READV, 1, vector, 1);
            return 0;
        });
    }

    @Test
    void filesWithoutANameAreAskedAboutToo() throws InterruptedException {
        kernel.run((User user) -> {
            long pipe = user.alloc(8);
            user.syscall(NR_PIPE, pipe);
            refuses(user, "file_permission w", "5", NR_WRITE, user.getInt(pipe + 4), user.string("bytes"), 5);
            refuses(user, "file_permission r", "5", NR_READ, user.getInt(pipe), user.alloc(5), 5);
            return 0;
        });
    }

    @Test
    void bytesThatGoFromFileToFileAreAskedAbout() throws InterruptedException {
        kernel.run((User user) -> {
            long pipe = user.alloc(8);
            user.syscall(NR_PIPE, pipe);
            int reader = user.getInt(pipe);
            int writer = user.getInt(pipe + 4);
            user.syscall(NR_OPEN, user.string("/f"), O_CREAT | O_RDWR, 0644);
            user.syscall(NR_WRITE, 2, user.string("bytes"), 5);
            long start = user.longs(0);
            refuses(user, "file_permission r", "5", NR_SPLICE, 2, start, writer, 0, 5, 0);
            refuses(user, "file_permission w", "5", NR_SPLICE, reader, 0, 2, start, 5, 0);
            user.putLong(start, 0);
            refuses(user, "file_permission r", "5", NR_SENDFILE, writer, 2, start, 5);
            user.putLong(start, 0);
            refuses(user, "file_permission w", "5", NR_SENDFILE, writer, 2, start, 5);
            return 0;
        });
    }

    @Test
    void eachDirectoryOfAPathIsAskedAbout() throws InterruptedException {
        kernel.run((User user) -> {
            user.syscall(NR_MKDIR, user.string("/d"), 0755);
            user.syscall(NR_MKDIR, user.string("/d/e"), 0755);
            long path = user.string("/d/e");
            guard.refuse("inode_permission");
            assertThat(user.ask(NR_STAT, path, user.alloc(STAT_SIZE))).isEqualTo("EXFULL");
            guard.refuse("");
            guard.asked();
            assertThat(user.ask(NR_STAT, path, user.alloc(STAT_SIZE))).isEqualTo("0");
            assertThat(guard.asked()).containsExactly("inode_permission", "inode_permission");
            return 0;
        });
    }
}
