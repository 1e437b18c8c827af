package org.jernel.net.pcap;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.jernel.kernel.Kernel;
import org.jernel.net.core.Net;
import org.jernel.net.core.PacketTap;
import org.jernel.net.core.SkBuff;
import org.jspecify.annotations.Nullable;

import static org.jernel.kernel.printk.Printk.KERN_ERR;

/**
 * A capture that is going on: every packet of a kernel's network, those of its own devices as they are and those of the wire
 * with headers that fit what the host was told, written as pcapng when it passes.
 *
 * <p>What is written is in the file at once, so nothing is lost with the JVM. A file that takes no more ends the capture and
 * nothing else: the kernel's log says why, and so does {@link #failure}.
 */
public final class Pcap implements PacketTap, AutoCloseable {

    private final Kernel kernel;
    private final Net net;
    private final String name;
    private final OutputStream out;
    private final Map<String, Integer> interfaces = new HashMap<>();
    private long length;
    private long packets;
    private boolean ended;
    private @Nullable String failure;

    private Pcap(Kernel kernel, String name, OutputStream out) {
        this.kernel = kernel;
        this.net = kernel.get(Net.class);
        this.name = name;
        this.out = out;
    }

    /**
     * Captures into a file of the host, which is emptied first, until the capture or the kernel is closed.
     *
     * @throws IOException if the file cannot be opened
     */
    // Not a channel: those are closed under a thread that is interrupted, which to a task is a signal.
    public static Pcap start(Kernel kernel, Path file) throws IOException {
        return start(kernel, file.toString(), new FileOutputStream(file.toFile()));
    }

    /** As {@link #start(Kernel, Path)}, into a stream that the capture closes; its name is for the log. */
    public static Pcap start(Kernel kernel, String name, OutputStream out) {
        Pcap pcap = begin(kernel, name, out);
        kernel.onClose(pcap);
        return pcap;
    }

    /** A capture that its owner closes. */
    static Pcap begin(Kernel kernel, String name, OutputStream out) {
        Pcap pcap = new Pcap(kernel, name, out);
        pcap.begin();
        return pcap;
    }

    private synchronized void begin() {
        write(Pcapng.sectionHeader());
        if (!ended) {
            net.packetTaps().add(this);
        }
    }

    @Override
    public void packet(String device, int type, SkBuff skb) {
        byte[] frame = Frames.of(skb, Pcapng.hasLinkHeader(type));
        synchronized (this) {
            if (ended) {
                return;
            }
            Integer id = interfaces.get(device);
            if (id == null) {
                id = interfaces.size();
                interfaces.put(device, id);
                write(Pcapng.interfaceDescription(device, type));
            }
            write(Pcapng.enhancedPacket(id, kernel.clock().realtimeNanos(), frame));
            packets += ended ? 0 : 1;
        }
    }

    private void write(byte[] block) {
        if (ended) {
            return;
        }
        try {
            out.write(block);
            length += block.length;
        } catch (IOException e) {
            failure = name + ": " + e.getMessage();
            kernel.printk().printkDeferred(KERN_ERR + "pcap: %s; the capture ends after %ld packets\n", failure,
                    packets);
            dropHalfBlock();
            close();
        }
    }

    /** A file with a piece of a block at its end is taken for damaged. */
    private void dropHalfBlock() {
        if (out instanceof FileOutputStream file) {
            try {
                file.getChannel().truncate(length);
            } catch (IOException e) {
                // A device has no end to cut.
            }
        }
    }

    /** How many packets were written. */
    public synchronized long packets() {
        return packets;
    }

    /** Why the capture ended by itself, in one line, or null. */
    public synchronized @Nullable String failure() {
        return failure;
    }

    @Override
    public synchronized void close() {
        if (ended) {
            return;
        }
        ended = true;
        net.packetTaps().remove(this);
        try {
            out.close();
        } catch (IOException e) {
            failure = failure == null ? name + ": " + e.getMessage() : failure;
        }
    }

    @Override
    public String toString() {
        return "the capture " + name;
    }
}
