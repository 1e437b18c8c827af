package org.jernel.net.socket;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.FdTable;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.file.PollTable;
import org.jernel.kernel.file.SplicePipe;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.task.FileOwnership;
import org.jernel.kernel.task.Task;
import org.jernel.net.core.DevIoctl;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Socket;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.SocketType;
import org.jernel.net.uapi.Sockios;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jernel.syscall.KernelErrno;
import org.jspecify.annotations.Nullable;

/** What read, write, poll, ioctl and close do to a socket's descriptor. {@code socket_file_ops} of {@code net/socket.c}. */
final class SocketFile implements FileOperations {

    private final SocketLayer layer;

    SocketFile(SocketLayer layer) {
        this.layer = layer;
    }

    /** Opens a file over a socket. {@code sock_alloc_file}. */
    File open(Socket sock, int socketFlags) {
        File file = new File(this, Fcntl.O_RDWR | (socketFlags & SocketType.SOCK_NONBLOCK), sock);
        sock.setFile(file);
        return file;
    }

    /**
     * Opens a file over a socket and gives it the lowest free descriptor; without one the socket is closed. {@code
     * sock_map_fd}.
     */
    int map(Task task, Socket sock, int socketFlags) {
        long fd = reserve(task, socketFlags);
        if (fd < 0) {
            sock.close();
            throw ErrnoException.of(fd);
        }
        task.files().fdInstall((int) fd, open(sock, socketFlags));
        return (int) fd;
    }

    /** Takes the lowest free descriptor, or gives -EMFILE. */
    @CheckReturnValue
    static long reserve(Task task, int socketFlags) {
        FdTable files = task.files();
        return files.getUnusedFd(0, task.rlimits().nofile(), (socketFlags & SocketType.SOCK_CLOEXEC) != 0);
    }

    /** The open socket of a descriptor, with a reference that the caller gives back. {@code sockfd_lookup_light}. */
    static File lookup(Task task, int fd) {
        File file = fget(task, fd);
        if (!(file.privateData() instanceof Socket)) {
            file.fput();
            throw Errno.ENOTSOCK.exception();
        }
        return file;
    }

    /** The open file of a descriptor, of whatever kind, with a reference that the caller gives back. {@code fdget}. */
    static File fget(Task task, int fd) {
        File file = task.files().fget(fd);
        if (file == null) {
            throw Errno.EBADF.exception();
        }
        return file;
    }

    /** The socket of a file, or ENOTSOCK. {@code sock_from_file}. */
    static Socket socket(File file) {
        if (file.privateData() instanceof Socket socket) {
            return socket;
        }
        throw Errno.ENOTSOCK.exception();
    }

    @Override
    public long readIter(File file, IovIter to) {
        if (to.count() == 0) {
            return 0;
        }
        Socket sock = socket(file);
        return layer.sockRecvmsg(sock, new MsgHdr(to), dontwait(file));
    }

    @Override
    public long writeIter(File file, IovIter from) {
        Socket sock = socket(file);
        MsgHdr message = new MsgHdr(from);
        message.setFlags(dontwait(file));
        return layer.sockSendmsg(sock, message);
    }

    /** The socket's bytes are copied once, into the pipe's pages. {@code sock_splice_read}. */
    @Override
    public long spliceRead(File file, long position, SplicePipe pipe, long length, int flags) {
        Socket sock = socket(file);
        int receiveFlags = dontwait(file) | sock.ops().spliceReadFlags(flags);
        return pipe.copySpliceRead(length, to -> layer.sockRecvmsg(sock, new MsgHdr(to), receiveFlags));
    }

    /** {@code splice_to_socket}. */
    @Override
    public long spliceWrite(SplicePipe pipe, File file, long position, long length, int flags) {
        Socket sock = socket(file);
        int sendFlags = dontwait(file);
        return pipe.spliceFromPipe(
                length,
                flags,
                (pages, more) -> layer.sendpages(sock, pages, more ? sendFlags | MsgFlags.MSG_MORE : sendFlags));
    }

    @Override
    public void spliceEof(File file) {
        Socket sock = socket(file);
        sock.ops().spliceEof(sock);
    }

    /** MSG_DONTWAIT for a file with O_NONBLOCK. */
    static int dontwait(File file) {
        return file.isNonblocking() ? MsgFlags.MSG_DONTWAIT : 0;
    }

    @Override
    public int poll(File file, @Nullable PollTable table) {
        Socket sock = socket(file);
        return sock.ops().poll(file, sock, table);
    }

    /**
     * Every command that a protocol knows tells an {@code int}; the others are of interfaces. {@code sock_do_ioctl} with {@code
     * sk_ioctl}.
     */
    @Override
    public long ioctl(File file, int command, long argument) {
        Socket sock = socket(file);
        Task task = Task.current();
        switch (command) {
            case Sockios.FIOSETOWN, Sockios.SIOCSPGRP -> {
                int who = (int) task.memory().getUser(argument, Integer.BYTES);
                return FileOwnership.setown(task, file, who);
            }
            case Sockios.FIOGETOWN, Sockios.SIOCGPGRP -> {
                task.memory().putUser(argument, FileOwnership.getown(task.tasks(), file), Integer.BYTES);
                return 0;
            }
            default -> {
                // A protocol's own
            }
        }
        long result = sock.ops().ioctl(sock, command);
        if (result == -KernelErrno.ENOIOCTLCMD) {
            return DevIoctl.ioctl(
                    sock.net().interfaces(), sock.ops().family(), command, Task.current().memory(), argument);
        }
        if (result >= 0) {
            task.memory().putUser(argument, result, Integer.BYTES);
            return 0;
        }
        return result;
    }

    /** {@code S_IFSOCK}. */
    @Override
    public int namelessMode() {
        return 0140777;
    }

    /** {@code sockfs_dname}. */
    @Override
    public String dname(File file) {
        return "socket:[" + socket(file).ino() + "]";
    }

    @Override
    public void release(File file) {
        socket(file).close();
    }
}
