# Excel::Writer::XLSX and Spreadsheet::WriteExcel: one interface, two kinds of file. Usage: books.pl MODULE JOBS
use strict;
use warnings;
use utf8;
use JSON::PP;

my ($module, $jobs) = @ARGV;
eval "require $module; 1" or die $@;
my %ERRORS = ('#N/A' => '=NA()', '#REF!' => '=INDIRECT("x y")', '#VALUE!' => '=VALUE("x")');

sub slurp { open my $in, '<:raw', $_[0] or die $!; local $/; return <$in> }

sub write_book {
    my ($book, $path) = @_;
    my $out = $module->new($path) or die "cannot open";
    $out->set_1904() if $book->{epoch_1904};
    my %formats;
    my $bold = $out->add_format(bold => 1);
    for my $sheet (@{ $book->{sheets} }) {
        my $page = $out->add_worksheet($sheet->{name});
        my $line = 0;
        for my $cells (@{ $sheet->{lines} }) {
            my $column = 0;
            for my $cell (@$cells) {
                write_cell($out, $page, $line, $column, $cell, \%formats, $bold) if defined $cell;
                $column++;
            }
            $line++;
        }
        $page->set_row($_ - 1, undef, undef, 1) for @{ $sheet->{hidden_lines} };
        $page->set_column($_ - 1, $_ - 1, undef, undef, 1) for @{ $sheet->{hidden_columns} };
        for my $merge (@{ $sheet->{merged} }) {
            my ($r, $c, $r2, $c2) = @$merge;
            $page->merge_range($r - 1, $c - 1, $r2 - 1, $c2 - 1, $sheet->{lines}[$r - 1][$c - 1]{s}, $bold);
        }
        $page->hide() if $sheet->{hidden};
    }
    $out->close();
}

sub write_cell {
    my ($out, $page, $line, $column, $cell, $formats, $bold) = @_;
    my $fmt  = $cell->{fmt};
    my $form = defined $fmt ? ($formats->{$fmt} //= $out->add_format(num_format => $fmt)) : undef;
    my @to   = ($line, $column);
    if (exists $cell->{s}) { $page->write_string(@to, $cell->{s}, $form) }
    elsif (exists $cell->{e}) { $page->write_formula(@to, $ERRORS{ $cell->{e} }, undef, $cell->{e}) }
    elsif (exists $cell->{f}) { $page->write_formula(@to, "=$cell->{f}", $form, $cell->{v}) }
    elsif (exists $cell->{r}) {
        my $n = 0;
        $page->write_rich_string(@to, map { $n++ % 2 ? ($bold, $_) : $_ } @{ $cell->{r} });
    }
    elsif (exists $cell->{d}) { $page->write_date_time(@to, "$cell->{d}T", $form) }
    elsif (exists $cell->{m}) { $page->write_date_time(@to, $cell->{m}, $form) }
    elsif (exists $cell->{b}) { $page->write_boolean(@to, $cell->{b} ? 1 : 0) }
    else { $page->write_number(@to, $cell->{n}, $form) }
}

$| = 1;
for my $job (@{ decode_json(slurp($jobs)) }) {
    my %said = (out => $job->{out});
    eval { write_book($job->{book}, $job->{out}); 1 } or $said{error} = substr("$@", 0, 200);
    print encode_json(\%said), "\n";
}
