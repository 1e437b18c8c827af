package org.jernel.net.core;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.Kernel;
import org.jernel.kernel.owner.OperationsOwner;
import org.jernel.kernel.probe.Probes;
import org.jernel.kernel.security.Security;
import org.jernel.net.uapi.AddressFamily;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

import static org.jernel.kernel.printk.Printk.KERN_CRIT;
import static org.jernel.kernel.printk.Printk.KERN_ERR;
import static org.jernel.kernel.printk.Printk.KERN_INFO;

/** The network of one kernel: its families, and who it belongs to. {@code struct net}. */
public final class Net {

    private final Kernel kernel;
    private final Probes probes;
    private final AtomicReferenceArray<@Nullable NetProtoFamily> families =
            new AtomicReferenceArray<>(AddressFamily.AF_MAX);
    private final NetMib mib = new NetMib();
    private final NetSysctl sysctl = new NetSysctl();

    private volatile NetInterfaces interfaces = NetInterfaces.NONE;

    private final List<Proto> protos = new CopyOnWriteArrayList<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<SockDiag> sockDiags = new CopyOnWriteArrayList<>();
    private final AtomicLong lastIno = new AtomicLong();
    private final PacketTaps packetTaps = new PacketTaps();

    /** A network without families. */
    public Net(Kernel kernel) {
        this.kernel = kernel;
        this.probes = kernel.probes();
    }

    public Kernel kernel() {
        return kernel;
    }

    /** The longest accept queue. */
    public int somaxconn() {
        return sysctl.somaxconn.get();
    }

    /** Has a protocol listed. {@code proto_register}. */
    public void protoRegister(Proto proto) {
        protos.add(proto);
    }

    /** The protocols that sockets can have. */
    public List<Proto> protos() {
        return protos;
    }

    /** The sockets that are open. {@code sock_inuse_get}. */
    public Set<Socket> sockets() {
        return sockets;
    }

    /** Has socks shown that no open socket leads to. {@code sock_diag_register}. */
    public void sockDiagRegister(SockDiag handler) {
        sockDiags.add(handler);
    }

    /** Who shows the socks that no open socket leads to. */
    public List<SockDiag> sockDiags() {
        return sockDiags;
    }

    /** Its functions that can be watched, and who watches them. */
    public Probes probes() {
        return probes;
    }

    /** Who is shown its packets. */
    public PacketTaps packetTaps() {
        return packetTaps;
    }

    /** The number of the next socket's inode. {@code get_next_ino}. */
    long nextIno() {
        return lastIno.incrementAndGet();
    }

    /** What its administrator may change. */
    public NetSysctl sysctl() {
        return sysctl;
    }

    /** What its protocols count. */
    public NetMib mib() {
        return mib;
    }

    /** Who is asked before sockets do something. */
    public Security security() {
        return kernel.tasks().security();
    }

    /** Its interfaces; none before they are registered. */
    public NetInterfaces interfaces() {
        return interfaces;
    }

    public void setInterfaces(NetInterfaces all) {
        interfaces = all;
    }

    /** Makes a family known. Returns 0, -EEXIST for a number that is taken, or -ENOBUFS for one that is none. {@code sock_register}. */
    @CheckReturnValue
    public int sockRegister(NetProtoFamily family) {
        int number = family.family();
        if (number < 0 || number >= AddressFamily.AF_MAX) {
            kernel.printk().printkDeferred(KERN_CRIT + "protocol %d >= NPROTO(%d)\n", number, AddressFamily.AF_MAX);
            return (int) Errno.ENOBUFS.negated();
        }
        if (!families.compareAndSet(number, null, family)) {
            kernel.printk().printkDeferred(KERN_ERR + "NET: %s protocol family is registered already\n",
                    AddressFamily.name(number));
            return (int) Errno.EEXIST.negated();
        }
        OperationsOwner.callerOwns(() -> families.compareAndSet(number, family, null));
        kernel.printk().printkDeferred(KERN_INFO + "NET: Registered %s protocol family\n", AddressFamily.name(number));
        return 0;
    }

    /** Forgets a family: no more sockets of it can be made, and those that there are hold its owner. {@code sock_unregister}. */
    public void sockUnregister(int number) {
        families.set(number, null);
        kernel.printk().printkDeferred(KERN_INFO + "NET: Unregistered %s protocol family\n",
                AddressFamily.name(number));
    }

    /** The family of that number, or null; the number is checked already. */
    public @Nullable NetProtoFamily family(int number) {
        return families.get(number);
    }
}
