package org.jernel.test.judge;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import static org.jernel.test.judge.Linux.AF_INET;
import static org.jernel.test.judge.Linux.AF_INET6;

/** Keeps the host arm harmless: no calls that scenarios do not need, addresses that leave the host, files of others. */
final class LoopbackGuard {

    private static final Set<Long> KNOWN =
            Arrays.stream(Call.values()).map(call -> (long) call.nr()).collect(Collectors.toUnmodifiableSet());
    private static final int MSG_NAME_BYTES = 12;
    private static final int IPV6_BYTES = 24;
    /** TEST-NET-3 (RFC 5737): never an address of this host, so a bind to it is EADDRNOTAVAIL and sends nothing. */
    private static final int TEST_NET_3 = 0xcb007100;
    /** 2001:db8::/32 (RFC 3849). */
    private static final int DOCUMENTATION = 0x20010db8;
    private static final int LONGEST_PATH = 200;
    /** 239.255.0.0/16, groups that no router passes on (RFC 2365). */
    private static final int SCENARIO_GROUPS = 0xefff0000;

    private static final Set<Integer> CHANGES =
            Set.of(Linux.SIOCSIFFLAGS, Linux.SIOCSIFADDR, Linux.SIOCSIFNETMASK);

    private static final int REBOOT_MAGIC = 0xfee1dead;

    /** Calls that change files, which tasks of the host make only below a root of their own. */
    private static final Set<Call> CHANGING_FILES = EnumSet.of(
            Call.OPEN, Call.OPENAT, Call.CREAT, Call.TRUNCATE, Call.CHDIR, Call.FCHDIR, Call.RENAME, Call.RENAMEAT,
            Call.RENAMEAT2, Call.MKDIR, Call.MKDIRAT, Call.RMDIR, Call.LINK, Call.LINKAT, Call.SYMLINK, Call.SYMLINKAT,
            Call.UNLINKAT, Call.CHMOD, Call.FCHMOD, Call.FCHMODAT, Call.CHOWN, Call.FCHOWN, Call.LCHOWN, Call.FCHOWNAT,
            Call.UMASK, Call.MKNOD, Call.MKNODAT, Call.CHROOT, Call.SYNC, Call.MOUNT, Call.UMOUNT2, Call.UTIMENSAT);

    private static final Set<Long> CHANGING_FILE_NUMBERS =
            CHANGING_FILES.stream().map(call -> (long) call.nr()).collect(Collectors.toUnmodifiableSet());

    private boolean mayNotAdminister;
    private boolean mayNotReboot;
    private boolean hasOwnRoot;

    /** Descriptors whose packets to groups leave by the loopback device. */
    private final Set<Long> loopbackSenders = ConcurrentHashMap.newKeySet();

    /** Reads user memory, or gives null where the kernel itself will find no memory. */
    private final BiFunction<Long, Integer, byte @Nullable []> memory;

    LoopbackGuard(BiFunction<Long, Integer, byte @Nullable []> memory) {
        this.memory = memory;
    }

    /** The task gives up the right to change the host's interfaces or to end the host, and so may try to. */
    void dropped(int capability) {
        mayNotAdminister |= capability == Linux.CAP_NET_ADMIN;
        mayNotReboot |= capability == Linux.CAP_SYS_BOOT;
    }

    /** The task's files are its own from now on. */
    void enteredScratch() {
        hasOwnRoot = true;
    }

    /** The task is a child of the other guard's. */
    void inherit(LoopbackGuard parent) {
        hasOwnRoot = parent.hasOwnRoot;
        mayNotAdminister = parent.mayNotAdminister;
        mayNotReboot = parent.mayNotReboot;
    }

    void check(long nr, long[] args) {
        if (!KNOWN.contains(nr)) {
            throw new IllegalArgumentException("system call " + nr + " is not made on the host: it is not in Call");
        }
        if (nr == Call.IOCTL.nr() && CHANGES.contains((int) args[1]) && !mayNotAdminister) {
            throw new IllegalArgumentException("the host's interfaces stay as they are: drop CAP_NET_ADMIN first");
        }
        if (nr == Call.REBOOT.nr() && (int) args[0] == REBOOT_MAGIC && !mayNotReboot) {
            throw new IllegalArgumentException("the host goes on: drop CAP_SYS_BOOT first");
        }
        if (!hasOwnRoot && CHANGING_FILE_NUMBERS.contains(nr)) {
            throw new IllegalArgumentException("the host's files stay as they are: enterScratch first");
        }
        if (nr == Call.UNLINK.nr() && !hasOwnRoot) {
            checkPath(args[0]);
        } else if (nr == Call.SETSOCKOPT.nr()) {
            rememberMulticastInterface(args);
        } else if (nr == Call.CONNECT.nr()) {
            checkAddress(args[1], args[2], Use.CONNECT);
            checkGroup(args[0], args[1]);
        } else if (nr == Call.BIND.nr()) {
            checkAddress(args[1], args[2], Use.BIND);
        } else if (nr == Call.SENDTO.nr()) {
            checkAddress(args[4], args[5], Use.SEND);
            checkGroup(args[0], args[4]);
        } else if (nr == Call.SENDMSG.nr()) {
            byte[] header = memory.apply(args[1], MSG_NAME_BYTES);
            if (header != null) {
                var fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
                checkAddress(fields.getLong(), fields.getInt(), Use.SEND);
            }
        }
    }

    /** A socket whose packets to groups leave by the loopback device may send some. */
    private void rememberMulticastInterface(long[] args) {
        if (args[1] == Linux.IPPROTO_IP && args[2] == Linux.IP_MULTICAST_IF && args[4] == Integer.BYTES) {
            byte[] address = memory.apply(args[3], Integer.BYTES);
            if (address != null && ByteBuffer.wrap(address).getInt() == Linux.INADDR_LOOPBACK) {
                loopbackSenders.add(args[0]);
            } else {
                loopbackSenders.remove(args[0]);
            }
        }
    }

    private void checkGroup(long fd, long address) {
        byte[] bytes = memory.apply(address, Linux.SOCKADDR_IN);
        boolean toGroup = bytes != null && bytes[0] == Linux.AF_INET && bytes[1] == 0 && isGroup(bytes);
        if (toGroup && !loopbackSenders.contains(fd)) {
            throw new IllegalArgumentException("packets to groups must leave by the loopback device: IP_MULTICAST_IF");
        }
    }

    private static boolean isGroup(byte[] sockaddr) {
        return (ByteBuffer.wrap(sockaddr).getInt(4) & ~0xffff) == SCENARIO_GROUPS;
    }

    /** What a call does with an address. */
    private enum Use {
        BIND,
        CONNECT,
        SEND
    }

    private void checkAddress(long address, long length, Use use) {
        boolean bind = use == Use.BIND;
        int known = (int) length >= IPV6_BYTES ? IPV6_BYTES : Linux.SOCKADDR_IN;
        byte[] bytes = memory.apply(address, known);
        if (bytes == null && known == IPV6_BYTES) {
            bytes = memory.apply(address, Linux.SOCKADDR_IN);
        }
        if (bytes == null) {
            return;
        }
        int family = (bytes[0] & 0xff) | ((bytes[1] & 0xff) << 8);
        if (family == Linux.AF_UNIX && bind && !hasOwnRoot && length > 2 && bytes[2] != 0) {
            checkPath(address + 2);
        }
        boolean allowed = switch (family) {
            case AF_INET, Linux.AF_UNSPEC -> isHere(ByteBuffer.wrap(bytes).getInt(4), bind);
            case AF_INET6 -> bytes.length < IPV6_BYTES || isHere6(ByteBuffer.wrap(bytes), bind)
                    || (needsScope(ByteBuffer.wrap(bytes)) && isOnLoopback(address, length, use));
            default -> true;
        };
        if (!allowed) {
            throw new IllegalArgumentException("the host arm keeps to the loopback: " + Arrays.toString(bytes));
        }
    }

    /** Scenarios make and remove files of their own names only; those of the other paths cannot be made or removed. */
    private void checkPath(long address) {
        var path = new StringBuilder();
        byte[] next = memory.apply(address, 1);
        while (next != null && next[0] != 0 && path.length() < LONGEST_PATH) {
            path.append((char) next[0]);
            next = memory.apply(address + path.length(), 1);
        }
        String name = path.toString();
        if (!name.isEmpty() && !name.startsWith("/tmp/jernel-") && !name.startsWith("/none-such/")
                && !name.equals("/tmp")) {
            throw new IllegalArgumentException("the host arm keeps to files of its own: " + name);
        }
    }

    private static boolean isHere(int address, boolean bind) {
        return address >>> 24 == 127 || (address & ~0xffff) == SCENARIO_GROUPS || address == Linux.INADDR_ANY
                || (bind && (address & ~0xff) == TEST_NET_3);
    }

    /** Link-local addresses, and groups of a link or an interface. */
    private static boolean needsScope(ByteBuffer sockaddr) {
        int first = sockaddr.getShort(8) & 0xffff;
        return first >>> 6 == 0xfe80 >> 6 || (first & 0xff0f) == 0xff01 || (first & 0xff0f) == 0xff02;
    }

    /** True if the address names the loopback device; to connect, which sends nothing, none will do too. */
    private boolean isOnLoopback(long address, long length, Use use) {
        byte[] bytes = length < Linux.SOCKADDR_IN6 ? null : memory.apply(address, Linux.SOCKADDR_IN6);
        int scopeId = bytes == null ? 0 : ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(IPV6_BYTES);
        return scopeId == 1 || (scopeId == 0 && use == Use.CONNECT);
    }

    /** {@code ::}, {@code ::1}, and the mapped ones that are here; to bind, also those that no host can have. */
    private static boolean isHere6(ByteBuffer sockaddr, boolean bind) {
        long high = sockaddr.getLong(8);
        long low = sockaddr.getLong(16);
        boolean mapped = high == 0 && low >>> 32 == 0xffff;
        boolean nobodys = high >>> 32 == DOCUMENTATION || high >>> 56 == 0xff || high >>> 54 == 0xfe80 >> 6;
        return (high == 0 && (low == 0 || low == 1)) || (mapped && isHere((int) low, bind)) || (bind && nobodys);
    }
}
