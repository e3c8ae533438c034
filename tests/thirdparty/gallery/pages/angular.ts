import 'zone.js';
import '@angular/compiler';
import { AsyncPipe } from '@angular/common';
import { Component, ViewChild, inject } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatAutocompleteModule } from '@angular/material/autocomplete';
import { MatButtonModule } from '@angular/material/button';
import { MatCheckboxModule } from '@angular/material/checkbox';
import { DateAdapter, MAT_DATE_LOCALE, NativeDateAdapter, provideNativeDateAdapter } from '@angular/material/core';
import { MatDatepickerModule } from '@angular/material/datepicker';
import { MatDialog, MatDialogModule } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { MatPaginator, MatPaginatorModule } from '@angular/material/paginator';
import { MatRadioModule } from '@angular/material/radio';
import { MatSelectModule } from '@angular/material/select';
import { MatSnackBar, MatSnackBarModule } from '@angular/material/snack-bar';
import { MatTableDataSource, MatTableModule } from '@angular/material/table';
import { bootstrapApplication } from '@angular/platform-browser';
import { provideAnimations } from '@angular/platform-browser/animations';
import { debounceTime, filter, from, switchMap } from 'rxjs';

class GermanDates extends NativeDateAdapter {
  override parse(text: any) {
    const [, day, month, year] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text) ?? [];
    return year ? new Date(+year, +month - 1, +day) : null;
  }
  override getFirstDayOfWeek() { return 1; }
}

@Component({
  selector: 'really-dialog', standalone: true, imports: [MatDialogModule, MatButtonModule],
  template: `<h2 mat-dialog-title>Antrag absenden?</h2><mat-dialog-content>Danach kann nichts mehr geändert werden.</mat-dialog-content>
    <mat-dialog-actions><button mat-button [mat-dialog-close]="false">Zurück</button><button mat-button [mat-dialog-close]="true">Absenden</button></mat-dialog-actions>`,
})
class Really {}

@Component({
  selector: 'antrag-form', standalone: true,
  imports: [AsyncPipe, ReactiveFormsModule, MatAutocompleteModule, MatButtonModule, MatCheckboxModule, MatDatepickerModule, MatFormFieldModule, MatInputModule,
    MatPaginatorModule, MatRadioModule, MatSelectModule, MatSnackBarModule, MatTableModule],
  providers: [{ provide: DateAdapter, useClass: GermanDates }],
  template: `<h1>Antrag</h1>
  <form [formGroup]="form" (ngSubmit)="send()">
    <mat-form-field><mat-label>Name</mat-label><input matInput formControlName="name" required></mat-form-field>
    <mat-form-field><mat-label>Familienstand</mat-label><mat-select formControlName="stand"><mat-option>keine Angabe</mat-option>@for (one of staende; track one) {<mat-option [value]="one">{{ one }}</mat-option>}</mat-select></mat-form-field>
    <mat-form-field><mat-label>Sprachen</mat-label><mat-select formControlName="sprachen" multiple>@for (one of sprachen; track one) {<mat-option [value]="one">{{ one }}</mat-option>}</mat-select></mat-form-field>
    <mat-form-field><mat-label>Geburtsdatum</mat-label><input matInput [matDatepicker]="picker" formControlName="geboren"><mat-datepicker-toggle matIconSuffix [for]="picker"></mat-datepicker-toggle><mat-datepicker #picker></mat-datepicker></mat-form-field>
    <mat-form-field><mat-label>Ort</mat-label><input matInput formControlName="ort" [matAutocomplete]="auto"><mat-autocomplete #auto="matAutocomplete">@for (one of orte | async; track one) {<mat-option [value]="one">{{ one }}</mat-option>}</mat-autocomplete></mat-form-field>
    <mat-radio-group aria-label="Anrede" formControlName="anrede"><mat-radio-button value="f">Frau</mat-radio-button><mat-radio-button value="h">Herr</mat-radio-button><mat-radio-button value="k">keine</mat-radio-button></mat-radio-group>
    <p><mat-checkbox formControlName="einwilligung">Ich willige ein</mat-checkbox></p>
    @if (form.value.einwilligung) {<mat-form-field><mat-label>E-Mail</mat-label><input matInput type="email" formControlName="mail"></mat-form-field>}
    <button mat-flat-button [disabled]="form.invalid">Absenden</button>
  </form>
  <h2>Bisherige Anträge</h2>
  <table mat-table [dataSource]="bisher"><ng-container matColumnDef="nr"><th mat-header-cell *matHeaderCellDef>Nr.</th><td mat-cell *matCellDef="let row">{{ row.nr }}</td></ng-container>
    <ng-container matColumnDef="art"><th mat-header-cell *matHeaderCellDef>Art</th><td mat-cell *matCellDef="let row">{{ row.art }}</td></ng-container>
    <tr mat-header-row *matHeaderRowDef="['nr', 'art']"></tr><tr mat-row *matRowDef="let row; columns: ['nr', 'art']"></tr></table>
  <mat-paginator [pageSize]="5" [pageSizeOptions]="[5, 10]" aria-label="Seiten der Anträge"></mat-paginator>`,
})
class Antrag {
  staende = ['ledig', 'verheiratet', 'geschieden', 'verwitwet'];
  sprachen = ['Arabisch', 'Deutsch', 'Englisch', 'Polnisch', 'Türkisch'];
  form = new FormGroup({
    name: new FormControl('', Validators.required), stand: new FormControl<string | null>(null), sprachen: new FormControl<string[]>([]), geboren: new FormControl<Date | null>(null),
    ort: new FormControl(''), anrede: new FormControl('k'), einwilligung: new FormControl(false), mail: new FormControl(''),
  });
  orte = this.form.controls.ort.valueChanges.pipe(debounceTime(200), filter((text) => !!text && text.length > 1), switchMap((text) => from(fetch('/orte?q=' + encodeURIComponent(text!)).then((answer) => answer.json() as Promise<string[]>))));
  bisher = new MatTableDataSource(Array.from({ length: 12 }, (_, n) => ({ nr: 5001 + n, art: n % 2 ? 'Folgeantrag' : 'Erstantrag' })));
  dialog = inject(MatDialog);
  snack = inject(MatSnackBar);
  @ViewChild(MatPaginator) set pages(pages: MatPaginator) { this.bisher.paginator = pages; }

  send() {
    this.dialog.open(Really).afterClosed().subscribe(async (really) => {
      if (!really) return;
      const { geboren, ...rest } = this.form.value;
      await fetch('/gespeichert', { method: 'POST', body: JSON.stringify({ ...rest, geboren: geboren && new Date(geboren.getTime() - geboren.getTimezoneOffset() * 60000).toISOString().slice(0, 10) }) });
      this.snack.open('Antrag abgesendet', 'Schließen', { duration: 5000 });
    });
  }
}

bootstrapApplication(Antrag, { providers: [provideAnimations(), provideNativeDateAdapter(), { provide: MAT_DATE_LOCALE, useValue: 'de-DE' }] });
