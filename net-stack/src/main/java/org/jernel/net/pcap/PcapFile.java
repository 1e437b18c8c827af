package org.jernel.net.pcap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.mm.IovIter;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;

/**
 * {@code /sys/kernel/debug/pcap}, where Linux has packet sockets: each time that it is opened it is a capture of its own, which
 * ends when it is closed. It reads as a pcapng file, and ends where no packet has passed since.
 */
public final class PcapFile implements FileOperations {

    /** What is kept for a reader that does not read; beyond it the capture ends, as on a disk that is full. */
    private static final int MOST_BYTES = 1 << 26;

    private final Kernel kernel;

    public PcapFile(Kernel kernel) {
        this.kernel = kernel;
    }

    /** One opening of the file. */
    private static final class Session {
        private final Unread unread = new Unread();
        private final Pcap pcap;

        Session(Kernel kernel) {
            pcap = Pcap.begin(kernel, "/sys/kernel/debug/pcap", unread);
        }
    }

    /** What was captured and not read yet. */
    private static final class Unread extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] block, int from, int length) throws IOException {
            if (bytes.size() + length > MOST_BYTES) {
                throw new IOException("too much that nobody has read");
            }
            bytes.write(block, from, length);
        }

        /** Hands bytes over, and keeps those that found no room. */
        synchronized int drainTo(IovIter to) {
            byte[] all = bytes.toByteArray();
            int copied = to.copyToIter(all, 0, (int) Math.min(to.count(), all.length));
            bytes.reset();
            bytes.write(all, copied, all.length - copied);
            return copied;
        }

        synchronized boolean isEmpty() {
            return bytes.size() == 0;
        }
    }

    @Override
    public void open(File file) {
        if (!file.isReadable()) {
            throw ErrnoException.of(Errno.EINVAL.negated());
        }
        file.setPrivateData(new Session(kernel));
    }

    @Override
    public long readIter(File file, IovIter to) {
        Unread unread = ((Session) file.privateData()).unread;
        boolean hasMore = to.count() > 0 && !unread.isEmpty();
        int copied = unread.drainTo(to);
        return hasMore && copied == 0 ? Errno.EFAULT.negated() : copied;
    }

    @Override
    public boolean canPoll() {
        return false;
    }

    @Override
    public void release(File file) {
        ((Session) file.privateData()).pcap.close();
    }
}
