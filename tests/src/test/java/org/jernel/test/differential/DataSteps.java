package org.jernel.test.differential;

import java.util.ArrayList;
import java.util.List;

import org.jernel.test.differential.Sketch.Slot;
import org.jernel.test.differential.Sketch.State;
import org.jernel.test.judge.Call;
import org.jernel.test.judge.Struct;
import org.jspecify.annotations.Nullable;

import static org.jernel.test.judge.Linux.*;

/** How bytes come and go. Amounts are small, so that no buffer fills up: how much one holds is the memory allocator's. */
final class DataSteps {

    private static final int MOST_BYTES = 300;
    private static final int CONTROL_HEADER = 16;
    private static final int BAD_LENGTH = Integer.MIN_VALUE;

    private DataSteps() {}

    private static @Nullable Slot connected(Sketch sketch) {
        return sketch.slot(each -> each.state() == State.CONNECTED || !each.kind().oriented());
    }

    private static int size(Dice dice) {
        return dice.of(0, 1, 2, dice.between(1, 20), dice.between(1, MOST_BYTES));
    }

    private static Arg data(Dice dice, int size) {
        return dice.oneIn(25) ? Arg.UNMAPPED : Arg.data(dice.between(0, 25), size);
    }

    private static int dontwait(Dice dice, @Nullable Slot slot) {
        return slot == null || (slot.mayBlock() && dice.oneIn(2)) ? 0 : MSG_DONTWAIT;
    }

    static void send(Sketch sketch) {
        Slot slot = connected(sketch);
        Dice dice = sketch.dice();
        int size = size(dice);
        Address to = destination(sketch, slot);
        sketch.add(StateSteps.on(
                sketch, Call.SENDTO, slot, data(dice, size), Arg.of(size), flags(sendFlags(dice, slot)), to.pointer(),
                to.length()));
    }

    private static int sendFlags(Dice dice, @Nullable Slot slot) {
        // On a stream a timer would send what more is to come, and urgent data has rows of its own to come.
        boolean datagrams = slot != null && slot.kind().type() == SOCK_DGRAM;
        int rare = datagrams && dice.oneIn(6) ? dice.of(MSG_MORE, MSG_MORE, MSG_MORE, MSG_OOB, MSG_PROBE) : 0;
        return dontwait(dice, slot) | rare | dice.of(0, 0, 0, MSG_NOSIGNAL, 0x2, 0x20);
    }

    private static Arg flags(int flags) {
        return Arg.named("0x" + Integer.toHexString(flags), flags);
    }

    private static Address destination(Sketch sketch, @Nullable Slot slot) {
        Dice dice = sketch.dice();
        boolean needed = slot != null && !slot.kind().oriented() && slot.state() != State.CONNECTED;
        if (slot == null || !dice.oneIn(needed ? 2 : 12)) {
            return Address.NONE;
        }
        Addresses addresses = slot.kind().addresses();
        Slot peer = sketch.anybodys(each -> each.isLike(slot) && each.state() == State.BOUND);
        return peer == null || dice.oneIn(6) ? addresses.wrong(dice) : addresses.of(peer, dice);
    }

    static void receive(Sketch sketch) {
        Slot slot = connected(sketch);
        Dice dice = sketch.dice();
        int size = dice.of(0, 1, 5, 20, MOST_BYTES);
        boolean named = dice.oneIn(3);
        sketch.add(StateSteps.on(
                sketch,
                Call.RECVFROM,
                slot,
                dice.oneIn(25) ? Arg.UNMAPPED : Arg.out(Math.max(1, size)),
                Arg.of(size),
                flags(receiveFlags(dice, slot)),
                named ? Arg.addressOut(128) : Arg.NULL,
                named ? LifeSteps.length(dice) : Arg.NULL));
    }

    private static int receiveFlags(Dice dice, @Nullable Slot slot) {
        return dontwait(dice, slot) | dice.of(0, 0, 0, MSG_PEEK, MSG_TRUNC, MSG_WAITALL, MSG_PEEK | MSG_TRUNC);
    }

    static void write(Sketch sketch) {
        Slot slot = connected(sketch);
        int size = size(sketch.dice());
        sketch.add(StateSteps.on(sketch, Call.WRITE, slot, data(sketch.dice(), size), Arg.of(size)));
    }

    static void read(Sketch sketch) {
        Slot slot =
                sketch.slot(each -> each.state() == State.CONNECTED && (!each.mayBlock() || sketch.dice().oneIn(2)));
        int size = sketch.dice().of(0, 1, 5, MOST_BYTES);
        sketch.add(StateSteps.on(sketch, Call.READ, slot, Arg.out(Math.max(1, size)), Arg.of(size)));
    }

    static void sendmsg(Sketch sketch) {
        Slot slot = connected(sketch);
        Dice dice = sketch.dice();
        List<Vec> vecs = new ArrayList<>();
        for (int i = dice.between(0, 3); i > 0; i--) {
            int size = size(dice);
            vecs.add(new Vec(data(dice, size), dice.oneIn(40) ? BAD_LENGTH : size));
        }
        Address to = destination(sketch, slot);
        boolean controlled = dice.oneIn(4);
        Arg control = controlled ? control(sketch) : Arg.NULL;
        int length = !controlled ? 0 : dice.oneIn(10) ? dice.of(0, 8, 17, 64) : CONTROL_HEADER + 8;
        sketch.add(StateSteps.on(
                sketch, Call.SENDMSG, slot, header(to, vecs, control, length), flags(sendFlags(dice, slot))));
    }

    /** SCM_RIGHTS with a descriptor of the task's, mostly; credentials of itself are too much the arm's own. */
    private static Arg control(Sketch sketch) {
        Dice dice = sketch.dice();
        Slot sent = sketch.slot(each -> true);
        int type = dice.oneIn(10) ? dice.of(0, 5, 77) : SCM_RIGHTS;
        int level = dice.oneIn(15) ? dice.of(0, IPPROTO_TCP, 77) : SOL_SOCKET;
        int length = dice.oneIn(15) ? dice.of(0, 15, 16, 19, 24, 100) : CONTROL_HEADER + 4;
        Arg fd = Sketch.fd(sent);
        String text = "{len=" + length + ", level=" + level + ", type=" + type + ", " + fd + "}";
        return new Arg(
                text,
                run -> run.task()
                        .bytes(new Struct()
                                .int64(length)
                                .int32(level)
                                .int32(type)
                                .int32((int) fd.value().applyAsLong(run))
                                .int32(0)
                                .bytes()));
    }

    static void recvmsg(Sketch sketch) {
        Slot slot = connected(sketch);
        Dice dice = sketch.dice();
        List<Vec> vecs = new ArrayList<>();
        for (int i = dice.between(0, 3); i > 0; i--) {
            int size = dice.of(0, 1, 5, MOST_BYTES);
            vecs.add(new Vec(Arg.out(Math.max(1, size)), size));
        }
        Address from = dice.oneIn(3)
                ? new Address(Arg.addressOut(128), Arg.of(dice.of(128, 128, 110, 16, 2, 0, -1)))
                : Address.NONE;
        int room = dice.of(0, 0, CONTROL_HEADER + 8, CONTROL_HEADER + 4, CONTROL_HEADER, 8, 64);
        Arg control = room == 0 ? Arg.NULL : Arg.out(room);
        int flags = receiveFlags(dice, slot) | (dice.oneIn(10) ? MSG_CMSG_CLOEXEC : 0);
        sketch.add(StateSteps.on(sketch, Call.RECVMSG, slot, header(from, vecs, control, room), flags(flags)));
    }

    private static Arg header(Address name, List<Vec> vecs, Arg control, int controlLength) {
        String text = "{name=" + name.pointer() + "/" + name.length() + ", iov=" + vecs + ", control=" + control + "/"
                + controlLength + "}";
        return new Arg(text, run -> {
            long[] iov = new long[2 * vecs.size()];
            for (int i = 0; i < vecs.size(); i++) {
                iov[2 * i] = vecs.get(i).base().value().applyAsLong(run);
                iov[2 * i + 1] = vecs.get(i).length();
            }
            var task = run.task();
            return task.msghdr(
                    name.pointer().value().applyAsLong(run),
                    (int) name.length().value().applyAsLong(run),
                    vecs.isEmpty() ? 0 : task.iov(iov),
                    vecs.size(),
                    control.value().applyAsLong(run),
                    controlLength,
                    -1);
        });
    }

    /** A struct iovec. */
    private record Vec(Arg base, long length) {
        @Override
        public String toString() {
            return base + "/" + length;
        }
    }
}
