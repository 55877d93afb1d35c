package io.stargazer.sim.teeth;

import io.stargazer.api.codec.Source;
import io.stargazer.api.registry.Registration;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.core.ControlView;
import io.stargazer.core.Table;
import io.stargazer.core.registry.RegistryView;
import io.stargazer.core.registry.Service;
import io.stargazer.server.log.EntryCodec;
import io.stargazer.server.log.LogMachine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.UnaryOperator;

/** A machine whose snapshots miss a field of every service. */
final class Forgetful extends Passing {

    private final LogMachine honest;
    private final UnaryOperator<Service> forget;

    private Forgetful(LogMachine honest, UnaryOperator<Service> forget) {
        super(honest);
        this.honest = honest;
        this.forget = forget;
    }

    static LogMachine ofCallers(LogMachine honest) {
        return new Forgetful(
                honest,
                service ->
                        new Service(
                                service.name(),
                                service.registrations(),
                                service.lost(),
                                service.isProtected(),
                                Table.empty()));
    }

    static LogMachine ofLosses(LogMachine honest) {
        return new Forgetful(honest, Forgetful::allWell);
    }

    private static Service allWell(Service service) {
        Table<String, Registration> well = Table.empty();
        for (Table.Entry<String, Registration> entry : service.registrations()) {
            Registration r = entry.value();
            well =
                    well.put(
                            entry.key(),
                            new Registration(
                                    r.instance(),
                                    r.session(),
                                    r.application(),
                                    r.sinceMs(),
                                    r.revision(),
                                    0));
        }
        return new Service(service.name(), well, 0, service.isProtected(), service.callers());
    }

    /** The same entry as if it had been proposed now. */
    static byte[] at(long millis, byte[] entry) {
        EntryCodec.Entry decoded = EntryCodec.decode(entry);
        EntryCodec.Header header = decoded.header();
        return EntryCodec.encode(
                new EntryCodec.Header(header.proposer(), header.sequence(), millis),
                decoded.items());
    }

    @Override
    public View view() {
        View whole = honest.view();
        return out -> write(forgetful(read(whole)), out);
    }

    private ControlView forgetful(ControlView view) {
        Table<ServiceName, Service> services = Table.empty();
        for (Table.Entry<ServiceName, Service> entry : view.registry().services()) {
            services = services.put(entry.key(), forget.apply(entry.value()));
        }
        return new ControlView(
                view.revision(),
                view.timeMs(),
                view.hash(),
                view.identity(),
                view.sessions(),
                new RegistryView(
                        services, view.registry().bySession(), view.registry().instances()),
                view.tasks(),
                view.workflows(),
                view.schedules());
    }

    private static ControlView read(View view) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        view.writeTo(bytes);
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        return ControlView.readFrom(() -> new Source(in.readNBytes(in.readInt())));
    }

    private static void write(ControlView view, OutputStream out) throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        view.writeTo(row -> {
            data.writeInt(row.size());
            row.writeTo(data);
        });
    }
}
