package org.jernel.net.socket;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.KernelConfig;
import org.jernel.kernel.NetworkMode;
import org.jernel.kernel.file.Fcntl;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.file.SplicePipe;
import org.jernel.kernel.mm.IovIter;
import org.jernel.kernel.mm.Page;
import org.jernel.kernel.pipe.PipeFile;
import org.jernel.kernel.pipe.Splice;
import org.jernel.kernel.security.Security;
import org.jernel.net.core.MsgHdr;
import org.jernel.net.core.Socket;
import org.jernel.net.uapi.MsgFlags;
import org.jernel.net.uapi.SockAddrIn;
import org.jernel.syscall.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jernel.net.uapi.AddressFamily.AF_INET;
import static org.jernel.net.uapi.SocketType.SOCK_DGRAM;
import static org.jernel.net.uapi.SocketType.SOCK_STREAM;

/**
 * Pages on their way into sockets of both stacks: those of kernel code, and those of a file that has positions. The numbers
 * of sendfile and splice are those of Linux 6.18 with a memfd.
 */
@Timeout(30)
class SendpageTest {

    /** A file of one page that splices it without a copy, as a page cache does. */
    private static final class PageFile implements FileOperations {

        private final Page page = page("0123456789");
        private final int size;

        PageFile(int size) {
            this.size = size;
        }

        @Override
        public boolean canSeek() {
            return true;
        }

        @Override
        public long spliceRead(File file, long position, SplicePipe pipe, long length, int flags) {
            int bytes = (int) Math.clamp(size - position, 0, length);
            if (bytes > 0) {
                pipe.addToPipe(page, (int) position, bytes);
            }
            return bytes;
        }

        @Override
        public long spliceWrite(SplicePipe pipe, File file, long position, long length, int flags) {
            return pipe.spliceFromPipe(length, flags, (pages, more) -> write(pages, (int) position));
        }

        private long write(IovIter pages, int position) {
            return pages.copyFromIter(page.address(), position, Page.SIZE - position);
        }
    }

    private static Page page(String content) {
        Page page = new Page();
        byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, page.address(), 0, bytes.length);
        return page;
    }

    private static Kernel boot(NetworkMode mode) {
        return Kernel.boot(mode == NetworkMode.HERMETIC ? KernelConfig.hermetic() : KernelConfig.wire());
    }

    private static Socket receiver(SocketLayer net, int type) {
        Socket receiver = net.sockCreateKern(AF_INET, type, 0);
        net.kernelBind(receiver, SockAddrIn.of("127.0.0.1", 0));
        return receiver;
    }

    private static Socket connected(SocketLayer net, Socket receiver) {
        Socket sender = net.sockCreateKern(AF_INET, receiver.type(), 0);
        net.kernelConnect(sender, net.kernelGetsockname(receiver), 0);
        return sender;
    }

    private static String receive(SocketLayer net, Socket receiver, int length) {
        byte[] bytes = new byte[length];
        int got = 0;
        while (got < length) {
            long more = net.kernelRecvmsg(receiver, MsgHdr.of(bytes, got, length - got), 0);
            assertThat(more).isPositive();
            got += (int) more;
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @EnumSource
    void aPageIsSentThroughAStream(NetworkMode mode) {
        try (Kernel kernel = boot(mode)) {
            SocketLayer net = SocketLayer.of(kernel);
            Socket listener = receiver(net, SOCK_STREAM);
            net.kernelListen(listener, 1);
            Socket sender = connected(net, listener);
            Socket receiver = net.kernelAccept(listener, 0);
            Page page = page("hello world");
            assertThat(net.kernelSendpage(sender, page, 0, 6, MsgFlags.MSG_SENDPAGE_NOTLAST)).isEqualTo(6);
            assertThat(net.kernelSendpage(sender, page, 6, 5, 0)).isEqualTo(5);
            Arrays.fill(page.address(), (byte) 'x');
            assertThat(receive(net, receiver, 11)).isEqualTo("hello world");
            assertThatThrownBy(() -> net.kernelSendpage(sender, page, Page.SIZE, 1, 0))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void pagesThatAreNotTheLastAreOneDatagramWithIt(NetworkMode mode) {
        try (Kernel kernel = boot(mode)) {
            SocketLayer net = SocketLayer.of(kernel);
            Socket receiver = receiver(net, SOCK_DGRAM);
            Socket sender = connected(net, receiver);
            assertThat(net.kernelSendpage(sender, page("ab"), 0, 2, MsgFlags.MSG_SENDPAGE_NOTLAST)).isEqualTo(2);
            assertThat(net.kernelSendpage(sender, page("cd"), 0, 2, MsgFlags.MSG_MORE)).isEqualTo(2);
            assertThat(net.kernelSendpage(sender, page("ef"), 1, 1, 0)).isEqualTo(1);
            assertThat(net.kernelRecvmsg(receiver, MsgHdr.of(new byte[100]), 0)).isEqualTo(5);
            assertThat(net.kernelSendpage(receiver, page("x"), 0, 1, 0)).isEqualTo(Errno.EDESTADDRREQ.negated());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFileIsSentFromWhereItStandsOrFromAnOffset(NetworkMode mode) {
        try (Kernel kernel = boot(mode)) {
            SocketLayer net = SocketLayer.of(kernel);
            Socket listener = receiver(net, SOCK_STREAM);
            net.kernelListen(listener, 1);
            Socket sender = connected(net, listener);
            Socket receiver = net.kernelAccept(listener, 0);
            File in = new File(new PageFile(10), Fcntl.O_RDONLY, "memfd");
            File out = new SocketFile(net).open(sender, 0);
            Splice splice = new Splice(kernel.clock(), kernel.get(Security.class));
            Splice.Offset two = new Splice.Offset(2);
            assertThat(splice.sendfile(in, two, out, 3)).isEqualTo(3);
            assertThat(two.position()).isEqualTo(5);
            assertThat(in.position()).isZero();
            assertThat(splice.sendfile(in, null, out, 4)).isEqualTo(4);
            assertThat(in.position()).isEqualTo(4);
            assertThat(splice.sendfile(in, null, out, 100)).isEqualTo(6);
            assertThat(splice.sendfile(in, null, out, 100)).isZero();
            assertThat(splice.sendfile(in, two, out, 0)).isZero();
            assertThat(receive(net, receiver, 13)).isEqualTo("2340123456789");
            out.setStatusFlags(Fcntl.O_APPEND, Fcntl.O_APPEND);
            assertThat(splice.sendfile(in, two, out, 1)).isEqualTo(Errno.EINVAL.negated());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theEndOfAFileSendsADatagramThatWaitsForMore(NetworkMode mode) {
        try (Kernel kernel = boot(mode)) {
            SocketLayer net = SocketLayer.of(kernel);
            Socket receiver = receiver(net, SOCK_DGRAM);
            File in = new File(new PageFile(10), Fcntl.O_RDONLY, "memfd");
            File out = new SocketFile(net).open(connected(net, receiver), 0);
            assertThat(new Splice(kernel.clock(), kernel.get(Security.class)).sendfile(in, null, out, 100))
                    .isEqualTo(10);
            assertThat(net.kernelRecvmsg(receiver, MsgHdr.of(new byte[100]), 0)).isEqualTo(10);
        }
    }

    @Test
    void aFileIsSplicedThroughAPipeWithItsOwnOrANamedPosition() {
        try (Kernel kernel = Kernel.boot(KernelConfig.hermetic())) {
            Splice splice = new Splice(kernel.clock(), kernel.get(Security.class));
            PipeFile.Ends pipe = PipeFile.create(kernel.clock(), 1, 0);
            File in = new File(new PageFile(10), Fcntl.O_RDONLY, "memfd");
            PageFile copy = new PageFile(Page.SIZE);
            File out = new File(copy, Fcntl.O_WRONLY, "memfd");
            Splice.Offset one = new Splice.Offset(1);
            assertThat(splice.splice(in, one, pipe.writer(), null, 3, 0)).isEqualTo(3);
            assertThat(one.position()).isEqualTo(4);
            in.setPosition(5);
            assertThat(splice.splice(in, null, pipe.writer(), null, 100, 0)).isEqualTo(5);
            assertThat(splice.splice(in, null, pipe.writer(), null, 100, 0)).isZero();
            Splice.Offset below = new Splice.Offset(-1);
            assertThat(splice.splice(in, below, pipe.writer(), null, 3, 0)).isEqualTo(Errno.EINVAL.negated());
            Splice.Offset seven = new Splice.Offset(7);
            out.setPosition(5);
            assertThat(splice.splice(pipe.reader(), null, out, seven, 4, 0)).isEqualTo(4);
            assertThat(seven.position()).isEqualTo(11);
            assertThat(splice.splice(pipe.reader(), null, out, null, 2, 0)).isEqualTo(2);
            assertThat(out.position()).isEqualTo(7);
            assertThat(new String(copy.page.address(), 0, 11, StandardCharsets.ISO_8859_1)).isEqualTo("01234671235");
            assertThat(splice.splice(in, null, out, null, 3, 0)).isEqualTo(Errno.EINVAL.negated());
        }
    }
}
