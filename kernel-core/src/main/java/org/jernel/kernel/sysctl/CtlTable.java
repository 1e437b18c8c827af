package org.jernel.kernel.sysctl;

import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A row: a file of {@code /proc/sys}. {@code struct ctl_table}.
 *
 * @param mode its rights, which go by the effective user alone: 0644 or 0444
 */
public record CtlTable(String name, int mode, ProcHandler handler) {

    private static final int WRITABLE = 0644;
    private static final int READ_ONLY = 0444;

    /** A number within its limits: {@code proc_dointvec_minmax}. */
    public static CtlTable of(String name, SysctlInt data) {
        return new CtlTable(name, WRITABLE, new IntVector(() -> new int[] {data.get()}, numbers -> {
            boolean good = data.accepts(numbers[0]);
            if (good) {
                data.set(numbers[0]);
            }
            return good;
        }));
    }

    /** Several numbers, each within the same limits: {@code proc_dointvec_minmax}. */
    public static CtlTable of(String name, SysctlInts data) {
        return new CtlTable(name, WRITABLE, new IntVector(data::all, data::set));
    }

    /** Numbers that somebody else keeps, who takes as many as were written, or says that they are out of range. */
    public static CtlTable ofNumbers(String name, Supplier<int[]> values, Predicate<int[]> store) {
        return new CtlTable(name, WRITABLE, new IntVector(values, store));
    }

    /** Text: {@code proc_dostring}. */
    public static CtlTable ofText(String name, int longest, Supplier<String> value, Consumer<String> store) {
        return new CtlTable(name, WRITABLE, new TextValue(longest, value, store));
    }

    /** A number that nobody can change. */
    public static CtlTable readOnlyNumber(String name, int value) {
        return new CtlTable(name, READ_ONLY, new IntVector(() -> new int[] {value}, _ -> false));
    }

    /** Text that nobody can change. */
    public static CtlTable readOnly(String name, Supplier<String> value) {
        return new CtlTable(name, READ_ONLY, new TextValue(0, value, _ -> {}));
    }
}
