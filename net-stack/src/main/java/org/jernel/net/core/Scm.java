package org.jernel.net.core;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.file.File;
import org.jernel.kernel.mm.LittleEndian;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * What goes beside the bytes of one message between sockets of a host: open files and who sent it. {@code struct scm_cookie},
 * modelled on {@code net/core/scm.c}.
 */
public final class Scm {

    public static final int SCM_RIGHTS = 1;
    public static final int SCM_CREDENTIALS = 2;

    private @Nullable ScmFpList fp;
    private @Nullable Ucred creds;

    /** Nothing beside the bytes. */
    public Scm() {}

    /** The files, or null. */
    public @Nullable ScmFpList fp() {
        return fp;
    }

    public void setFp(@Nullable ScmFpList files) {
        fp = files;
    }

    /** The files, which are the caller's from now on. */
    public @Nullable ScmFpList takeFp() {
        ScmFpList taken = fp;
        fp = null;
        return taken;
    }

    /** The sender as it was said or is to be told, or null. */
    public @Nullable Ucred creds() {
        return creds;
    }

    public void setCreds(@Nullable Ucred sender) {
        creds = sender;
    }

    /** Gives back what is left of the references. {@code scm_destroy}. */
    public void destroy() {
        ScmFpList left = takeFp();
        if (left != null) {
            left.destroy();
        }
    }

    /** Reads what the caller sends beside the bytes. Returns 0, or -errno and holds nothing then. {@code scm_send}. */
    @CheckReturnValue
    public long send(int family, MsgHdr message) {
        byte[] control = message.control();
        if (control == null) {
            return 0;
        }
        long result = Cmsg.walk(control, (level, type, bytes, data, length) -> level != SolSocket.SOL_SOCKET
                ? 0
                : switch (type) {
                    case SCM_RIGHTS -> family == AddressFamily.AF_UNIX
                            ? fpCopy(bytes, data, length / Integer.BYTES)
                            : Errno.EINVAL.negated();
                    case SCM_CREDENTIALS -> length == Ucred.SIZE
                            ? checkCreds(Ucred.of(bytes, data))
                            : Errno.EINVAL.negated();
                    default -> Errno.EINVAL.negated();
                });
        if (result < 0) {
            destroy();
        }
        return result;
    }

    /** {@code scm_fp_copy}. */
    private long fpCopy(byte[] bytes, int data, int count) {
        Task task = Task.currentOrNull();
        if (count == 0) {
            return 0;
        }
        ScmFpList files = fp == null ? new ScmFpList() : fp;
        fp = files;
        if (files.count() + count > ScmFpList.MAX) {
            return Errno.EINVAL.negated();
        }
        for (int i = 0; i < count; i++) {
            int fd = (int) LittleEndian.get(bytes, data + i * Integer.BYTES, Integer.BYTES);
            File file = task == null ? null : task.files().fget(fd);
            if (file == null) {
                return Errno.EBADF.negated();
            }
            files.add(file);
        }
        return 0;
    }

    /** One may say to be who one could become: {@code scm_check_creds}. */
    private long checkCreds(Ucred said) {
        if (said.uid() == -1 || said.gid() == -1) {
            return Errno.EINVAL.negated();
        }
        Task task = Task.currentOrNull();
        if (task != null) {
            Cred cred = task.cred();
            boolean mayPid = said.pid() == task.pid() || Task.capable(Cred.CAP_SYS_ADMIN);
            boolean mayUid = cred.uids().isAnyButFs(said.uid()) || Task.capable(Cred.CAP_SETUID);
            boolean mayGid = cred.gids().isAnyButFs(said.gid()) || Task.capable(Cred.CAP_SETGID);
            if (!mayPid || !mayUid || !mayGid) {
                return Errno.EPERM.negated();
            }
            if (said.pid() != task.pid() && task.tasks().find(said.pid()) == null) {
                return Errno.ESRCH.negated();
            }
        }
        creds = said;
        return 0;
    }

    /** Tells the receiver what came beside the bytes, and gives back what did not fit. {@code scm_recv}. */
    public void recv(Sock sk, MsgHdr message) {
        boolean passCred = sk.options().passCred;
        CmsgRoom room = message.room();
        if (room == null) {
            if (passCred || fp != null) {
                message.setFlags(message.flags() | MsgFlags.MSG_CTRUNC);
            }
            destroy();
            return;
        }
        if (passCred) {
            Ucred sender = creds == null ? Ucred.NONE : creds;
            message.putCmsg(SolSocket.SOL_SOCKET, SCM_CREDENTIALS, sender.munged().bytes());
        }
        ScmFpList files = takeFp();
        if (files != null) {
            detachFds(files, message, room);
            files.destroy();
        }
    }

    /** Gives the receiver descriptors of the files, as many as fit. {@code scm_detach_fds}. */
    private static void detachFds(ScmFpList files, MsgHdr message, CmsgRoom room) {
        Task task = Task.currentOrNull();
        long fits = Math.max(0, (room.left() - Cmsg.HEADER_SIZE) / Integer.BYTES);
        int wanted = task == null ? 0 : (int) Math.min(fits, files.count());
        boolean cloexec = (message.flags() & MsgFlags.MSG_CMSG_CLOEXEC) != 0;
        int received = 0;
        while (task != null && received < wanted && receiveFd(task, files.get(received), room, received, cloexec)) {
            received++;
        }
        if (received > 0) {
            int length = received * Integer.BYTES;
            byte[] header = Cmsg.header(SolSocket.SOL_SOCKET, SCM_RIGHTS, length);
            if (room.store(0, header, header.length)) {
                room.advance(Cmsg.space(length));
            }
        }
        if (received < files.count()) {
            message.setFlags(message.flags() | MsgFlags.MSG_CTRUNC);
        }
    }

    /** {@code receive_fd_user}; false where there is no descriptor left or no memory to tell it in. */
    private static boolean receiveFd(Task task, File file, CmsgRoom room, int index, boolean cloexec) {
        FdTable table = task.files();
        long fd = table.getUnusedFd(0, task.rlimits().nofile(), cloexec);
        if (fd < 0) {
            return false;
        }
        byte[] number = SockOption.intBytes((int) fd);
        if (!room.store(Cmsg.HEADER_SIZE + index * Integer.BYTES, number, number.length)) {
            table.putUnusedFd((int) fd);
            return false;
        }
        table.fdInstall((int) fd, file.getFile());
        return true;
    }
}
