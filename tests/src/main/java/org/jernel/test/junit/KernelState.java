package org.jernel.test.junit;

/** What a kernel saw until a test failed; suppressed by that failure, so that every report shows it. */
public final class KernelState extends Exception {

    private static final long serialVersionUID = 1L;

    KernelState(String state) {
        super(state, null, false, false);
    }
}
