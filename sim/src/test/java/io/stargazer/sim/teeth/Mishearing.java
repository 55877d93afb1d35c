package io.stargazer.sim.teeth;

import io.stargazer.api.Change;
import io.stargazer.core.ControlView;
import io.stargazer.server.control.ChangeListener;
import java.util.List;
import java.util.function.UnaryOperator;

/** Passes on to an honest listener what it has made of the changes. */
class Mishearing implements ChangeListener {

    private final ChangeListener honest;
    private final UnaryOperator<List<Change>> heard;

    Mishearing(ChangeListener honest, UnaryOperator<List<Change>> heard) {
        this.honest = honest;
        this.heard = heard;
    }

    /** Changes among which there is none of this kind. */
    static UnaryOperator<List<Change>> without(Class<?> event) {
        return changes ->
                changes.stream().filter(change -> !event.isInstance(change.event())).toList();
    }

    @Override
    public void changed(List<Change> changes, ControlView view) {
        honest.changed(heard.apply(changes), view);
    }

    @Override
    public void restored(ControlView view) {
        honest.restored(view);
    }

    @Override
    public void leading(boolean leading) {
        honest.leading(leading);
    }
}
