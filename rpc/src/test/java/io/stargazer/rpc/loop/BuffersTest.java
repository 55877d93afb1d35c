package io.stargazer.rpc.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuffersTest {

    @Test
    void a_page_is_taken_again_when_the_socket_has_it_and_not_before() {
        ByteBuf page = WritePages.take();
        page.writeBytes(new byte[100]);
        ByteBuf other = WritePages.take();
        assertThat(other).isNotSameAs(page);
        page.release();
        ByteBuf again = WritePages.take();
        assertThat(again).isSameAs(page);
        assertThat(again.isReadable()).isFalse();
        other.release();
        again.release();
    }

    @Test
    void a_page_that_grew_is_cut_down() {
        ByteBuf page = WritePages.take();
        page.ensureWritable(1 << 20);
        page.release();
        ByteBuf again = WritePages.take();
        assertThat(again).isSameAs(page);
        assertThat(again.capacity()).isEqualTo(WritePages.PAGE_BYTES);
        again.release();
    }

    @Test
    void pages_over_the_usual_number_are_given_back() {
        List<ByteBuf> pages = new ArrayList<>();
        for (int at = 0; at < 100; at++) {
            pages.add(WritePages.take());
        }
        pages.forEach(ByteBuf::release);
        assertThat(pages).filteredOn(page -> page.refCnt() == 0).hasSizeGreaterThan(20);
        assertThat(pages).filteredOn(page -> page.refCnt() == 1).isNotEmpty();
    }

    @Test
    void reads_share_a_buffer_until_somebody_keeps_it() {
        SharedReads allocator = new SharedReads();
        DefaultMaxMessagesRecvByteBufAllocator.MaxMessageHandle reads = allocator.newHandle();
        allocator.share();
        ByteBuf first = reads.allocate(UnpooledByteBufAllocator.DEFAULT);
        first.writeInt(1);
        first.release();
        ByteBuf second = reads.allocate(UnpooledByteBufAllocator.DEFAULT);
        assertThat(second).isSameAs(first);
        assertThat(second.isReadable()).isFalse();
        ByteBuf third = reads.allocate(UnpooledByteBufAllocator.DEFAULT);
        assertThat(third).isNotSameAs(second);
        second.release();
        assertThat(second.refCnt()).as("nobody has it any more").isZero();
        third.release();
    }

    @Test
    void a_channel_has_small_buffers_of_its_own_until_it_shares() {
        SharedReads allocator = new SharedReads();
        DefaultMaxMessagesRecvByteBufAllocator.MaxMessageHandle reads = allocator.newHandle();
        ByteBuf own = reads.allocate(UnpooledByteBufAllocator.DEFAULT);
        assertThat(own.capacity()).isEqualTo(reads.guess()).isLessThan(10_000);
        own.release();
        assertThat(own.refCnt()).isZero();
        allocator.share();
        ByteBuf shared = reads.allocate(UnpooledByteBufAllocator.DEFAULT);
        assertThat(shared.capacity()).isEqualTo(reads.guess()).isGreaterThan(100_000);
        shared.release();
        allocator.own(64);
        ByteBuf tiny = reads.allocate(UnpooledByteBufAllocator.DEFAULT);
        assertThat(tiny.capacity()).isEqualTo(64);
        tiny.release();
    }
}
