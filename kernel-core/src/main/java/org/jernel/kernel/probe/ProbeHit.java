package org.jernel.kernel.probe;

/** A call of a function as its probes see it; valid until it returns, in the calling thread. */
public final class ProbeHit {

    private final ProbePoint point;
    private final long[] args;
    private final boolean returnsObject;
    private long result;
    private boolean skipped;
    private boolean returned;

    ProbeHit(ProbePoint point, boolean returnsObject, long... args) {
        this.point = point;
        this.returnsObject = returnsObject;
        this.args = args;
    }

    public ProbePoint point() {
        return point;
    }

    /** Argument i. */
    public long a(int i) {
        return args[i];
    }

    /** Whether {@link #setA} may be called. */
    public boolean mayChange(int i) {
        return point.changeable().contains(point.args().get(i));
    }

    /** On enter, of what may be changed: what it is called with. */
    public void setA(int i, long value) {
        args[i] = value;
    }

    /** What it returns, or -errno; 0 where that is nothing or an object. Meaningful on exit or once it was skipped. */
    public long result() {
        return result;
    }

    /** On enter: the function is not called and returns this, which where it has no number to return is -errno. */
    public void skip(long value) {
        skipped = true;
        result = value;
    }

    public boolean isSkipped() {
        return skipped;
    }

    /** True once the function has returned, be it because it was skipped. */
    public boolean hasReturned() {
        return returned;
    }

    /** False where the result is an object, which nobody would give back if it were replaced. */
    public boolean mayChangeResult() {
        return !returnsObject;
    }

    /** On exit: what the caller gets. */
    public void setResult(long value) {
        if (returned && returnsObject) {
            throw new IllegalStateException(point.function() + " returns an object");
        }
        result = value;
    }

    void returns(long value) {
        result = value;
        returned = true;
    }

    void returned() {
        returned = true;
    }
}
