package org.jernel.kernel.mm;

import java.util.Arrays;
import java.util.Random;

import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Random calls on an address space beside a model that knows only bytes and rights. */
class UserMemoryModelTest {

    private static final int PAGE = Page.SIZE;
    private static final int PAGES = 24;
    private static final long BASE = 0x10_0000_0000L;
    private static final int STEPS = 20_000;
    private static final int MOST = 3 * PAGE;

    /** Addresses and lengths at every border of the arithmetic. */
    private static final long[] WILD = {0, 1, -1, -PAGE, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1,
        AddressSpace.TASK_SIZE, AddressSpace.TASK_SIZE - 1, AddressSpace.TASK_SIZE + 1, -AddressSpace.TASK_SIZE,
        0xffff888000000000L, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 47, Long.MAX_VALUE - PAGE + 1};

    private final AddressSpace mm = new AddressSpace();

    /** Rights of each page, -1 where nothing is mapped. */
    private final int[] rights = new int[PAGES];
    private final byte[] memory = new byte[PAGES * PAGE];

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void behavesAsTheModel(long seed) {
        Random random = new Random(seed);
        mm.unmapAll();
        Arrays.fill(rights, -1);
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(8)) {
                case 0 -> map(random);
                case 1 -> unmap(random);
                case 2 -> protect(random);
                case 3, 4 -> write(random);
                case 5 -> typed(random);
                default -> read(random);
            }
        }
    }

    private void map(Random random) {
        int first = random.nextInt(PAGES);
        int count = 1 + random.nextInt(PAGES - first);
        int prot = random.nextInt(8);
        assertThat(mm.mmap(at(first), (long) count * PAGE, prot,
                Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS | Mman.MAP_FIXED)).isEqualTo(at(first));
        Arrays.fill(rights, first, first + count, prot);
        Arrays.fill(memory, first * PAGE, (first + count) * PAGE, (byte) 0);
    }

    private void unmap(Random random) {
        int first = random.nextInt(PAGES);
        int count = 1 + random.nextInt(Math.min(4, PAGES - first));
        assertThat(mm.munmap(at(first), (long) count * PAGE)).isZero();
        Arrays.fill(rights, first, first + count, -1);
        Arrays.fill(memory, first * PAGE, (first + count) * PAGE, (byte) 0);
    }

    private void protect(Random random) {
        int first = random.nextInt(PAGES);
        int count = 1 + random.nextInt(PAGES - first);
        int prot = random.nextInt(8);
        long expected = 0;
        for (int page = first; page < first + count; page++) {
            if (rights[page] < 0) {
                expected = Errno.ENOMEM.negated();
                break;
            }
            rights[page] = prot;
        }
        assertThat(mm.mprotect(at(first), (long) count * PAGE, prot)).isEqualTo(expected);
    }

    private void read(Random random) {
        long address = address(random);
        int length = length(random);
        byte[] got = new byte[Math.max(0, Math.min(length, MOST))];
        int wanted = length > MOST ? got.length : length;
        int expected = reachable(address, wanted, Mman.PROT_READ | Mman.PROT_WRITE);
        assertThat(mm.copyFromUser(got, 0, address, wanted)).isEqualTo(expected);
        byte[] model = new byte[got.length];
        if (expected > 0) {
            System.arraycopy(memory, (int) (address - BASE), model, 0, expected);
        }
        assertThat(got).isEqualTo(model);
    }

    private void write(Random random) {
        long address = address(random);
        int length = Math.min(length(random), MOST);
        byte[] from = new byte[Math.max(0, length)];
        random.nextBytes(from);
        int expected = reachable(address, length, Mman.PROT_WRITE);
        assertThat(mm.copyToUser(address, from, 0, length)).isEqualTo(expected);
        if (expected > 0) {
            System.arraycopy(from, 0, memory, (int) (address - BASE), expected);
        }
    }

    private void typed(Random random) {
        long address = address(random);
        int size = 1 << random.nextInt(4);
        boolean reachable = reachable(address, size, Mman.PROT_READ | Mman.PROT_WRITE) == size;
        byte[] value = new byte[Long.BYTES];
        if (reachable) {
            System.arraycopy(memory, (int) (address - BASE), value, 0, size);
        }
        try {
            assertThat(mm.getUser(address, size)).isEqualTo(LittleEndian.get(value, 0, Long.BYTES));
            assertThat(reachable).isTrue();
        } catch (ErrnoException e) {
            assertThat(reachable).isFalse();
        }
    }

    private int reachable(long address, int length, int prot) {
        if (length <= 0 || address < BASE || address >= BASE + memory.length) {
            return 0;
        }
        int done = 0;
        while (done < length) {
            long page = (address + done - BASE) / PAGE;
            if (page >= PAGES || rights[(int) page] < 0 || (rights[(int) page] & prot) == 0) {
                break;
            }
            done++;
        }
        return done;
    }

    private static long at(int page) {
        return BASE + (long) page * PAGE;
    }

    private static long address(Random random) {
        return random.nextInt(8) == 0
                ? WILD[random.nextInt(WILD.length)] + random.nextInt(3) - 1
                : BASE - PAGE + random.nextInt((PAGES + 2) * PAGE);
    }

    private static int length(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> (int) WILD[random.nextInt(WILD.length)];
            case 1 -> 0;
            case 2 -> random.nextInt(MOST);
            default -> random.nextInt(64);
        };
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 7, 8})
    void noCallThrowsWhateverLongsComeIn(long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            long a = wild(random);
            long b = wild(random);
            long result = switch (random.nextInt(4)) {
                case 0 -> mm.mmap(a, b, random.nextInt(), random.nextInt());
                case 1 -> mm.munmap(a, b);
                case 2 -> mm.mprotect(a, b, random.nextInt(8));
                default -> mm.brk(a);
            };
            assertThat(Errno.isError(result) || (result >= 0 && result <= AddressSpace.TASK_SIZE)).isTrue();
            assertSorted();
        }
    }

    private static long wild(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextLong();
            case 1 -> WILD[random.nextInt(WILD.length)];
            case 2 -> (random.nextLong() & Long.MAX_VALUE) >>> random.nextInt(64);
            default -> BASE + random.nextInt(PAGES) * (long) PAGE;
        };
    }

    private void assertSorted() {
        long last = 0;
        for (VmArea area : mm.areas()) {
            assertThat(area.start()).isGreaterThanOrEqualTo(last).isLessThan(area.end());
            assertThat(Page.offset(area.start()) | Page.offset(area.end())).isZero();
            last = area.end();
        }
        assertThat(last).isLessThanOrEqualTo(AddressSpace.TASK_SIZE);
    }
}
