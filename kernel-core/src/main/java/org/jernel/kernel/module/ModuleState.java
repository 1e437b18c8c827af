package org.jernel.kernel.module;

/** Where a module is in its life. {@code enum module_state}, with the words of {@code /proc/modules}. */
public enum ModuleState {
    LIVE("Live"),
    COMING("Loading"),
    GOING("Unloading");

    private final String label;

    ModuleState(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
