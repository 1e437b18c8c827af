package org.jernel.kernel.chrdev;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.file.File;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.fs.DeviceNumber;
import org.jernel.kernel.fs.DeviceOpener;
import org.jernel.kernel.fs.Inode;
import org.jernel.kernel.owner.OperationsOwner;
import org.jernel.kernel.printk.Printk;
import org.jernel.kernel.probe.ProbePoint;
import org.jernel.kernel.probe.Probes;
import org.jernel.kernel.symbol.ExportSymbol;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

import static org.jernel.kernel.printk.Printk.KERN_ERR;

/**
 * Which driver has which numbers of character devices. Modelled on {@code fs/char_dev.c}.
 *
 * <p>A region is a claim on numbers, which {@code /proc/devices} lists; a device is what opens them. {@link #registerChrdev} makes
 * both. The monitor guards the two lists and is a leaf.
 */
public final class Chrdevs implements DeviceOpener {

    /** Majors are below it. */
    static final int CHRDEV_MAJOR_MAX = 512;

    /** Where the search for a free major begins, downwards, and where it ends. {@code CHRDEV_MAJOR_DYN_END}. */
    private static final int DYNAMIC_FIRST = 254;

    private static final int DYNAMIC_END = 234;

    /** The second part of the search. {@code CHRDEV_MAJOR_DYN_EXT_START}. */
    private static final int EXTENDED_FIRST = 511;

    private static final int EXTENDED_END = 384;

    private static final int MINORS = 1 << 20;
    private static final int MINORS_OF_CHRDEV = 256;
    private static final int NAME_MAX = 63;

    private static final ProbePoint REGISTER = ProbePoint.of("register_chrdev", "major").allChangeable();
    private static final ProbePoint UNREGISTER = ProbePoint.of("unregister_chrdev", "major").allChangeable();
    private static final ProbePoint REGISTER_REGION =
            ProbePoint.of("register_chrdev_region", "from", "count").allChangeable();
    private static final ProbePoint ALLOC_REGION =
            ProbePoint.of("alloc_chrdev_region", "baseminor", "count").allChangeable();
    private static final ProbePoint UNREGISTER_REGION =
            ProbePoint.of("unregister_chrdev_region", "from", "count").allChangeable();
    private static final ProbePoint CDEV_ADD = ProbePoint.of("cdev_add", "dev", "count");
    private static final ProbePoint CDEV_DEL = ProbePoint.of("cdev_del", "dev", "count").allChangeable();

    private final Printk printk;
    private final Probes probes;
    private final List<Region> regions = new ArrayList<>();
    private final List<Cdev> devices = new ArrayList<>();

    /** {@code struct char_device_struct}. */
    private record Region(
            int major, int baseMinor, int count, String name, @Nullable OperationsOwner owner) {

        boolean overlaps(int otherMajor, int otherBase, int otherCount) {
            return major == otherMajor && baseMinor < otherBase + otherCount && otherBase < baseMinor + count;
        }
    }

    /** {@code struct cdev} with its place in {@code cdev_map}. */
    private record Cdev(FileOperations operations, @Nullable OperationsOwner owner, int first, int count) {

        boolean has(int device) {
            return device - first >= 0 && device - first < count;
        }
    }

    public Chrdevs(Printk printk, Probes probes) {
        this.printk = printk;
        this.probes = probes;
        probes.define(List.of(
                REGISTER, UNREGISTER, REGISTER_REGION, ALLOC_REGION, UNREGISTER_REGION, CDEV_ADD, CDEV_DEL));
    }

    /**
     * Registers a driver for 256 minors of a major.
     *
     * @param major 0 for one that is free
     * @return the major if it was to be chosen, else 0; -EBUSY for one that is taken or if none is free, -EINVAL for one that
     *     there is not
     */
    @CheckReturnValue
    @ExportSymbol
    public int registerChrdev(int major, String name, FileOperations operations) {
        OperationsOwner caller = OperationsOwner.caller();
        return (int) probes.call(REGISTER, a -> register((int) a[0], name, operations, operations.owner(), caller),
                major);
    }

    /**
     * Registers a driver that belongs to somebody, whatever it says itself: he must stay while a device of it is open, and when he
     * goes it goes with him.
     */
    @CheckReturnValue
    public int registerChrdev(
            int major, String name, FileOperations operations, OperationsOwner owner) {
        return (int) probes.call(REGISTER, a -> register((int) a[0], name, operations, owner, owner), major);
    }

    private int register(
            int major,
            String name,
            FileOperations operations,
            @Nullable OperationsOwner owner,
            @Nullable OperationsOwner registrant) {
        int chosen = registerRegion(major, 0, MINORS_OF_CHRDEV, name, registrant);
        if (chosen < 0) {
            return chosen;
        }
        int added = add(new Cdev(operations, owner, DeviceNumber.of(chosen, 0), MINORS_OF_CHRDEV), registrant);
        return added < 0 || major != 0 ? added : chosen;
    }

    /** Takes a driver's registration back: nobody opens its devices any more, and who has one open keeps it. */
    @ExportSymbol
    public void unregisterChrdev(int major, String name) {
        probes.run(
                UNREGISTER,
                (long[] a) -> {
                    int first = DeviceNumber.of((int) a[0], 0);
                    cdevDel(first, MINORS_OF_CHRDEV);
                    unregisterChrdevRegion(first, MINORS_OF_CHRDEV);
                },
                major);
    }

    /**
     * Claims device numbers that are known, over as many majors as they take.
     *
     * @return 0, -EBUSY or -EINVAL, with nothing claimed
     */
    @CheckReturnValue
    @ExportSymbol
    public int registerChrdevRegion(int first, int count, String name) {
        OperationsOwner caller = OperationsOwner.caller();
        return (int) probes.call(REGISTER_REGION, a -> registerRegions((int) a[0], (int) a[1], name, caller), first,
                count);
    }

    private int registerRegions(int first, int count, String name, @Nullable OperationsOwner registrant) {
        int end = first + count;
        for (int at = first; at < end; at = nextMajor(at, end)) {
            int length = nextMajor(at, end) - at;
            int claimed = registerRegion(DeviceNumber.major(at), DeviceNumber.minor(at), length, name, registrant);
            if (claimed < 0) {
                unregisterRegions(first, at - first);
                return claimed;
            }
        }
        return 0;
    }

    /**
     * Claims device numbers of a major that is free.
     *
     * @return the first number, or -EBUSY or -EINVAL
     */
    @CheckReturnValue
    @ExportSymbol
    public int allocChrdevRegion(int baseMinor, int count, String name) {
        OperationsOwner caller = OperationsOwner.caller();
        return (int) probes.call(ALLOC_REGION, a -> allocRegion((int) a[0], (int) a[1], name, caller), baseMinor,
                count);
    }

    private int allocRegion(int baseMinor, int count, String name, @Nullable OperationsOwner registrant) {
        int major = registerRegion(0, baseMinor, count, name, registrant);
        return major < 0 ? major : DeviceNumber.of(major, baseMinor);
    }

    /** Gives device numbers up that were claimed as these. */
    @ExportSymbol
    public void unregisterChrdevRegion(int first, int count) {
        probes.run(UNREGISTER_REGION, a -> unregisterRegions((int) a[0], (int) a[1]), first, count);
    }

    private synchronized void unregisterRegions(int first, int count) {
        int end = first + count;
        for (int at = first; at < end; at = nextMajor(at, end)) {
            int device = at;
            int length = nextMajor(at, end) - at;
            regions.removeIf(region -> region.major() == DeviceNumber.major(device)
                    && region.baseMinor() == DeviceNumber.minor(device)
                    && region.count() == length);
        }
    }

    private static int nextMajor(int device, int end) {
        return Math.min(end, DeviceNumber.of(DeviceNumber.major(device) + 1, 0));
    }

    /** Has these numbers opened by a driver from now on. Returns 0, or -EBUSY for the number 0. {@code cdev_add}. */
    @CheckReturnValue
    @ExportSymbol
    public int cdevAdd(FileOperations operations, int first, int count) {
        Cdev device = new Cdev(operations, operations.owner(), first, count);
        OperationsOwner caller = OperationsOwner.caller();
        return (int) probes.call(CDEV_ADD, () -> add(device, caller), first, count);
    }

    private synchronized int add(Cdev device, @Nullable OperationsOwner registrant) {
        if (device.first() == 0) {
            return (int) Errno.EBUSY.negated();
        }
        devices.add(device);
        OperationsOwner.own(registrant, () -> drop(devices, device));
        return 0;
    }

    /** Takes a device away; who has it open keeps it. {@code cdev_del}. */
    @ExportSymbol
    public void cdevDel(int first, int count) {
        probes.run(CDEV_DEL, a -> remove((int) a[0], (int) a[1]), first, count);
    }

    private synchronized void remove(int first, int count) {
        devices.removeIf(device -> device.first() == first && device.count() == count);
    }

    /** The major, or -errno. {@code __register_chrdev_region}. */
    private int registerRegion(
            int wanted, int baseMinor, int count, String name, @Nullable OperationsOwner registrant) {
        if (wanted < 0 || wanted >= CHRDEV_MAJOR_MAX) {
            printk.printkDeferred(
                    KERN_ERR + "CHRDEV \"%s\" major requested (%u) is greater than the maximum (%u)\n",
                    name,
                    wanted,
                    CHRDEV_MAJOR_MAX - 1);
            return (int) Errno.EINVAL.negated();
        }
        if (baseMinor < 0 || count < 0 || count > MINORS - baseMinor) {
            printk.printkDeferred(
                    KERN_ERR + "CHRDEV \"%s\" minor range requested (%u-%u) is out of range of maximum range (%u-%u)"
                            + " for a single major\n",
                    name,
                    baseMinor,
                    baseMinor + count - 1,
                    0,
                    MINORS - 1);
            return (int) Errno.EINVAL.negated();
        }
        int claimed = claim(wanted, baseMinor, count, name, registrant);
        if (claimed < 0 && wanted == 0) {
            printk.printkDeferred(KERN_ERR + "CHRDEV \"%s\" dynamic allocation region is full\n", name);
        }
        return claimed;
    }

    private synchronized int claim(
            int wanted, int baseMinor, int count, String name, @Nullable OperationsOwner registrant) {
        int major = wanted == 0 ? findDynamicMajor() : wanted;
        if (major < 0 || regions.stream().anyMatch(region -> region.overlaps(major, baseMinor, count))) {
            return (int) Errno.EBUSY.negated();
        }
        String kept = name.length() > NAME_MAX ? name.substring(0, NAME_MAX) : name;
        Region region = new Region(major, baseMinor, count, kept, registrant);
        regions.add(region);
        OperationsOwner.own(registrant, () -> drop(regions, region));
        return major;
    }

    /** Of another owner there may be one with the same numbers by now. */
    private synchronized <T> void drop(List<T> list, T registered) {
        list.remove(registered);
    }

    private int findDynamicMajor() {
        int major = findFree(DYNAMIC_FIRST, DYNAMIC_END);
        return major < 0 ? findFree(EXTENDED_FIRST, EXTENDED_END) : major;
    }

    private int findFree(int first, int end) {
        for (int major = first; major >= end; major--) {
            int candidate = major;
            if (regions.stream().noneMatch(region -> region.major() == candidate)) {
                return major;
            }
        }
        return -1;
    }

    /** The driver of a node, whose owner is held until the file is closed. {@code chrdev_open}. */
    @Override
    public FileOperations operations(Inode inode, File file) {
        Cdev device = find(inode.rdev());
        if (device == null) {
            throw Errno.ENXIO.exception();
        }
        OperationsOwner owner = device.owner();
        if (owner != null) {
            if (!owner.tryGet()) {
                throw Errno.ENXIO.exception();
            }
            file.holdOwner(owner);
        }
        return device.operations();
    }

    /** Where two have a number, that which has fewer. {@code kobj_lookup}. */
    private synchronized @Nullable Cdev find(int number) {
        return devices.stream()
                .filter(device -> device.has(number))
                .min(Comparator.comparingInt(Cdev::count))
                .orElse(null);
    }

    /** The minor of the node that was opened. {@code iminor}. */
    public static int minorOf(File file) {
        return DeviceNumber.minor(Inode.of(file).rdev());
    }

    /** The text of {@code /proc/devices}. */
    public synchronized String text() {
        StringBuilder text = new StringBuilder("Character devices:\n");
        regions.stream()
                .sorted(Comparator.comparingInt(Region::major).thenComparingInt(Region::baseMinor))
                .forEach(region -> text.append(String.format("%3d %s\n", region.major(), region.name())));
        return text.append("\nBlock devices:\n").toString();
    }
}
